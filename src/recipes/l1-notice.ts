import type { L1Choice } from './l1-choice.ts';
import type { L1Options } from './l1-flags.ts';
import type { CookContext } from './recipe.ts';

const PLACES = {
  host: 'the services run without containers',
  containers: 'the services run in containers',
  cluster: 'one small image is all that the cluster needs',
  none: 'a dry run runs nothing',
};

const OTHERS = {
  reference: '--clients embedded takes our own programs',
  embedded: '--clients reference takes reth and Lighthouse',
};

/** One line: which clients were chosen, why, and how to choose others. */
export function clientsNotice(choice: L1Choice, options: L1Options, place: CookContext['place']): string {
  const { el, beacon, relay, family, embedded } = choice;
  const given = (['clients', 'el', 'cl', 'relay'] as const)
    .filter((name) => options[name] !== undefined && options[name] !== 'auto')
    .map((name) => `--${name} ${options[name]}`);
  const standard = options.clients === 'auto' ? [`${PLACES[place]}`] : [];
  const reasons = [...given, ...standard].join(', ');
  const titles = embedded ? ['embedded'] : new Set([el.title, beacon.title, relay.title]);
  return `clients: ${[...titles].join(', ')} (${reasons}); ${OTHERS[family]}, --el, --cl and --relay choose one`;
}
