import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readResources } from '../../src/targets/kubernetes/read/read-resources.ts';
import { checkResources } from '../../src/targets/kubernetes/validate/check-resources.ts';
import { conformancePath } from '../support/conformance.ts';
import { isSkip } from '../support/real-world.ts';

const path = conformancePath('kubernetes', 'proposal.yaml');

describe.skipIf(isSkip(path))('the example of the original design for Kubernetes', () => {
  const read = readResources(isSkip(path) ? '' : readFileSync(path, 'utf8'), 'proposal.yaml');

  test('is read as it stands', () => {
    expect(read.problems).toEqual([]);
    expect(read.documents).toHaveLength(1);
    expect(read.documents[0]).toMatchObject({
      kind: 'BuilderPlaygroundDeployment',
      resource: {
        metadata: { name: 'l1-environment' },
        spec: {
          storage: { type: 'local-path', path: '/data/builder-playground' },
          services: [
            {
              name: 'el',
              image: 'ghcr.io/paradigmxyz/reth',
              tag: 'v1.9.3',
              ports: [{ name: 'http' }, { name: 'authrpc' }],
            },
            { name: 'beacon', dependencies: [{ name: 'el', condition: 'healthy' }] },
          ],
        },
      },
    });
  });

  test('is valid, and nothing has to be said of it', () => {
    expect(checkResources(read)).toEqual({ problems: [], notices: [] });
  });

  test('keeps its templates', () => {
    const [document] = read.documents;
    const services = document?.kind === 'BuilderPlaygroundDeployment' ? document.resource.spec.services : [];
    expect(services.flatMap(({ args = [] }) => args).filter((arg) => arg.includes('{{'))).toEqual([
      '{{.Dir}}/genesis.json',
      '{{.Dir}}/data_reth',
      '{{Port "http" 8545}}',
      '{{Port "authrpc" 8551}}',
      '{{.Dir}}/jwtsecret',
      '{{.Dir}}/data_beacon_node',
      '{{.Dir}}/testnet',
      '{{Port "http" 3500}}',
      'http://{{Service "el" "authrpc"}}',
      '{{.Dir}}/jwtsecret',
    ]);
  });
});
