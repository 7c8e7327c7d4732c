import * as http from 'node:http';
import type { Plugin } from 'esbuild';

/** Exports that the first look at makes Node load its whole fetch implementation, at a cost of 40 ms. */
const COSTLY = new Set(['CloseEvent', 'MessageEvent', 'WebSocket']);

/**
 * Lets the bundle import `node:http` at the price of `require`: an import statement makes Node look at every export
 * of the module, the costly ones too.
 */
export const quickHttp: Plugin = {
  name: 'quick-http',
  setup(build) {
    build.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'http', namespace: 'quick-http' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'quick-http' }, () => {
      const names = Object.keys(http).filter((name) => name !== 'default' && !COSTLY.has(name));
      return {
        contents: [
          "const http = process.getBuiltinModule('node:http');",
          'export default http;',
          ...names.map((name) => `export const ${name} = http.${name};`),
        ].join('\n'),
      };
    });
  },
};
