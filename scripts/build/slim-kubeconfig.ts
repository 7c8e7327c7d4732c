import type { Plugin } from 'esbuild';

/** What the Kubernetes library's reading of credentials imports for its own requests, which are not used here. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  undici: ['Agent', 'ProxyAgent'],
  './gen/index.js': ['createConfiguration', 'ServerConfiguration'],
};

/**
 * Bundles the library's `KubeConfig` without the HTTP client and the 1,000 generated models that come with it: 0.3 MB
 * in place of 1.7 MB, and that client does not load on every Node that the playground supports.
 */
export const slimKubeconfig: Plugin = {
  name: 'slim-kubeconfig',
  setup(build) {
    build.onResolve({ filter: /^(undici|\.\/gen\/index\.js)$/ }, ({ path, importer }) =>
      /@kubernetes\/client-node\/dist\/config\.js$/.test(importer) ? { path, namespace: 'slim-kubeconfig' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'slim-kubeconfig' }, ({ path }) => ({
      contents: [
        `const absent = () => { throw new Error(${JSON.stringify(`the bundle has no ${path}`)}); };`,
        ...(UNUSED[path] ?? []).map((name) => `export { absent as ${name} };`),
      ].join('\n'),
    }));
  },
};
