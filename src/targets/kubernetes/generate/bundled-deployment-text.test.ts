import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { emptyService } from '../../../manifest/builder.ts';
import { bundledDeploymentText } from './bundled-deployment-text.ts';

const FILES = [
  { path: 'genesis.json', content: '{}' },
  { path: 'testnet/config.yaml', content: 'a: 1' },
  { path: 'jwtsecret', content: 'secret' },
];
const textOf = (filesMapped: Record<string, string>) => {
  const services = [{ ...emptyService('el'), image: 'some/image', filesMapped }];
  return bundledDeploymentText({ services }, FILES, { name: 'net' }, 'm.json');
};

describe('bundledDeploymentText', () => {
  it('has what holds the files before the resource that names it, keys in a Secret', () => {
    const { text, notices } = textOf({ '/data/genesis.json': 'genesis.json', '/data/testnet': 'testnet/' });
    const [files, secrets, resource, ...rest] = parseAllDocuments(text).map((document) => document.toJS());
    expect([files.kind, secrets.kind, resource.kind]).toEqual(['ConfigMap', 'Secret', 'BuilderPlaygroundDeployment']);
    expect(rest).toEqual([]);
    expect(resource.spec.artifacts).toEqual({
      source: 'bundle',
      bundle: {
        name: 'net',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        parts: [files, secrets].map(({ kind, metadata }) => ({ kind, name: metadata.name })),
      },
    });
    expect(files.metadata).toMatchObject({
      name: expect.stringMatching(/^net-/),
      labels: { 'app.kubernetes.io/instance': 'net', 'playground.flashbots.io/recipe': 'l1' },
    });
    expect(notices).toEqual([]);
  });

  it('is the same for the same files', () => {
    expect(textOf({}).text).toBe(textOf({}).text);
  });

  it('says which file is not there, and who needs it', () => {
    expect(() => textOf({ '/data/x': 'test' })).toThrow(
      expect.objectContaining({
        code: 'artifact-missing',
        message: 'the folder has no test, which service "el" needs',
        hint: expect.stringContaining('--artifacts bundle'),
      }),
    );
  });
});
