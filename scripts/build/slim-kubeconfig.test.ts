import { mkdtempSync, rmSync, statSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './paths.ts';
import { slimKubeconfig } from './slim-kubeconfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'playground-slim-'));
const outfile = join(folder, 'config.mjs');
const require = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
/** Files of which something has remained. */
let files: string[];

describe("the library's kubeconfig in a bundle", () => {
  beforeAll(async () => {
    const { metafile } = await build({
      stdin: { contents: "export { KubeConfig } from '@kubernetes/client-node/dist/config.js'", resolveDir: ROOT },
      bundle: true,
      format: 'esm',
      platform: 'node',
      minifySyntax: true,
      minifyWhitespace: true,
      banner: { js: require },
      plugins: [slimKubeconfig],
      metafile: true,
      outfile,
    });
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('comes without the HTTP client and the models', () => {
    expect(files.filter((path) => /node_modules\/undici\/|\/dist\/gen\/(models|apis)\//.test(path))).toEqual([]);
    expect(statSync(outfile).size).toBeLessThan(350_000);
  });

  it('still knows credentials, and a proxy', async () => {
    const { KubeConfig } = (await import(pathToFileURL(outfile).href)) as typeof import('@kubernetes/client-node');
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'c', server: 'https://one.test', proxyUrl: 'http://127.0.0.1:1', skipTLSVerify: true }],
      users: [{ name: 'u', token: 'abc' }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    expect(options).toMatchObject({ rejectUnauthorized: false, headers: { Authorization: 'Bearer abc' } });
    expect(options.agent).toHaveProperty('proxy');
  });
});
