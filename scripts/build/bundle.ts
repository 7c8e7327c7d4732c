import { chmodSync, globSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { DIST, ROOT } from './paths.ts';
import { quickHttp } from './quick-http.ts';
import { slimKubeconfig } from './slim-kubeconfig.ts';
import { writeIfChanged } from './write-if-changed.ts';

const REQUIRE = `import { createRequire as playgroundRequire } from 'node:module';
const require = playgroundRequire(import.meta.url);
`;

export interface Bundle {
  /** Relative to dist/. */
  files: string[];
  /** Whether any of them differs from what was there before. */
  changed: boolean;
}

/** Bundles the sources into dist/. */
export async function bundle(): Promise<Bundle> {
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: entryPoints(),
    outdir: DIST,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    external: Object.keys(dependencies),
    plugins: [quickHttp, slimKubeconfig],
    define: { BUILD_VERSION: JSON.stringify(version) },
    write: false,
    logLevel: 'error',
  });
  const changes = outputFiles.filter(({ path, text }) => writeIfChanged(path, withRequire(text)));
  chmodSync(join(DIST, 'playground.js'), 0o755);
  const files = [...outputFiles.map(({ path }) => relative(DIST, path)), ...assets()];
  return { files, changed: changes.length > 0 };
}

/** The executable, the library, and every file that runs as a thread of its own. */
function entryPoints(): Record<string, string> {
  const workers = globSync('src/**/*-worker.ts', { cwd: ROOT }).map((path) => [basename(path, '.ts'), path]);
  return { playground: 'src/main.ts', index: 'src/index.ts', ...Object.fromEntries(workers) };
}

/** Code of CommonJS packages asks for `require` at run time; files without such code are spared its making. */
function withRequire(text: string): string {
  if (!/\brequire\b/.test(text)) return text;
  const start = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return text.slice(0, start) + REQUIRE + text.slice(start);
}

/** WebAssembly that a bundled package reads from beside its own file. */
const WASM = ['tiny-secp256k1/lib/secp256k1.wasm'];

function assets(): string[] {
  return WASM.map((path) => {
    const name = join('chunks', basename(path));
    writeIfChanged(join(DIST, name), readFileSync(join(ROOT, 'node_modules', path)));
    return name;
  });
}
