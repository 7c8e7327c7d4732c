import { PlaygroundError } from '../../../lib/errors.ts';
import type { Service } from '../../../manifest/service.ts';
import { runsOnHost } from './generate-service.ts';

/**
 * Whether pods can run these services at all. Throws `PlaygroundError` `image-missing` and `lifecycle-hooks`, which name
 * the services.
 */
export function checkDeployable(services: readonly Service[]): void {
  const hooked = services.filter(({ lifecycleHooks }) => lifecycleHooks === true);
  if (hooked.length > 0) {
    throw refused('lifecycle-hooks', hooked, 'of shell commands on your machine (lifecycle_hooks)', {
      one: 'consists',
      many: 'consist',
      hint: 'no cluster can run them: remove it from manifest.json, or give it an image in place of its hooks',
    });
  }
  const imageless = services.filter((service) => !service.image && !runsOnHost(service));
  if (imageless.length > 0) {
    throw refused('image-missing', imageless, 'no image, and a cluster runs nothing else', {
      one: 'has',
      many: 'have',
      hint:
        'give it "image" and "tag" in manifest.json, or the label "use-host-execution": "true" to run it on your ' +
        'machine with playground k8s attach',
    });
  }
}

interface Wording {
  one: string;
  many: string;
  hint: string;
}

function refused(code: string, services: readonly Service[], what: string, { one, many, hint }: Wording) {
  const names = services.map(({ name }) => name);
  const list = names.map((name) => `"${name}"`).join(', ');
  const who = names.length === 1 ? `service ${list} ${one}` : `services ${list} ${many}`;
  return new PlaygroundError(code, `${who} ${what}`, { kind: 'usage', hint, details: { services: names } });
}
