import { PlaygroundError } from '../../../lib/errors.ts';

/** Names of pods and Services begin with it; longer ones would not fit the labels that a StatefulSet gives. */
const LONGEST = 52;

/** A name for the resource: the first of these that a name can be made of. */
export function deploymentName(...wishes: (string | undefined)[]): string {
  return wishes.map((wish) => dnsLabel(wish ?? '')).find((name) => name !== '') ?? 'playground';
}

/** Throws `PlaygroundError` `invalid-name` for a name that is given and cannot be taken as it is. */
export function checkDeploymentName(name: string): void {
  if (dnsLabel(name) === name && name !== '') return;
  const possible = dnsLabel(name);
  throw new PlaygroundError('invalid-name', `"${name}" cannot name a deployment`, {
    kind: 'usage',
    hint:
      `a name has at most ${LONGEST} lower-case letters, digits and "-", and begins with a letter` +
      (possible === '' ? '' : `, such as ${possible}`),
    details: { name },
  });
}

/** What is left of a text as a label of DNS (RFC 1035); empty where nothing is. */
function dnsLabel(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
}
