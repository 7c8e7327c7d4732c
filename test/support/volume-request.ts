import type { FileSource, Volume } from '../../src/session/artifact-volume/fill-volume.ts';

/** What is wanted of a volume, as small as it can be: three files, one of them of this request alone. */
export function volumeRequest(dir: string, request: string): [Volume, FileSource] {
  const files = Object.entries(requestedFiles(request)).map(([path, content]) => ({ path, content }));
  return [
    { dir, deployment: 'ns/net', volumes: ['volume-el-data'] },
    { request, isFixed: false, make: async () => ({ files }) },
  ];
}

/** Their texts by path. */
export function requestedFiles(request: string): Record<string, string> {
  const paths = ['genesis.json', `only-${request}/file`, 'testnet/config.yaml'];
  return Object.fromEntries(paths.map((path) => [path, `${path} of ${request}`]));
}
