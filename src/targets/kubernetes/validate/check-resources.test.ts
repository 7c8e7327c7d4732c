import { expect, test } from 'vitest';
import { formatPositionedProblem, type PositionedProblem } from '../read/positioned-problem.ts';
import { readResources } from '../read/read-resources.ts';
import { checkResources } from './check-resources.ts';

const FILE = `apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlaygroundDeployment
metadata: {name: net}
spec:
  recipe: l2
  storage: {type: pvc}
  services:
    - name: el
      useHostExecution: true
    - name: beacon
      image: lighthouse
      args:
        - bn
        - "--el={{Service \\"el\\" \\"http\\"}}"
        - 'http://{{Service "ell" "http"}}'
        - >-
          a long text with
          {{Prt "http" 1}}
---
apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlayground
metadata: {name: P}
spec: {recipe: l1, storageMethod: pvc, dryRun: perhaps}
---
apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlayground
metadata: {name: P}
spec: {recipe: l1, storageMethod: pvc}
`;

test('problems of form and of meaning stand in the order of the file, at the character that they are about', () => {
  const { problems, notices } = checkResources(readResources(FILE, 'net.yaml'));
  expect(lines(problems)).toEqual([
    // With escapes before it, a character of the text is not where it would be.
    '14:11: spec.services[1].args[1], column 6: service "el" has no port "http" (it has no ports)',
    '15:19: spec.services[1].args[2], column 8: there is no service "ell" (did you mean "el"?)',
    '16:11: spec.services[1].args[3], column 20: there is no template function "Prt" (did you mean {{Port "http" 8545}}?)',
    '23:48: spec.dryRun: it must be true or false, and is "perhaps" (write true or false)',
    '27:18: metadata.name: the name has at most 52 lower-case letters, digits and "-", and begins with a letter: pods are called after it (write for example p)',
  ]);
  expect(lines(notices)).toEqual([
    '9:25: spec.services[0].useHostExecution: nothing in the cluster reaches "el" until somebody runs it (playground k8s attach net)',
    '5:11: spec.recipe: this version cannot make the files of "l2" (an image of another version may; or use artifacts.source bundle)',
  ]);
});

function lines(problems: readonly PositionedProblem[]): string[] {
  return problems.map((problem) => formatPositionedProblem('f', problem).slice(2));
}
