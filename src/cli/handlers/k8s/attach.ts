import { resolve } from 'node:path';
import { PlaygroundError } from '../../../lib/errors.ts';
import { findRecipe } from '../../../recipes/registry.ts';
import { type Attachment, attach as attachServices } from '../../../runners/kubernetes/attach.ts';
import { serviceDiedError } from '../../../runners/service-died-error.ts';
import { endpointsOf } from '../../../session/endpoints.ts';
import { findSession } from '../../../session/find-session.ts';
import { statePaths } from '../../../session/paths.ts';
import { writeFiles } from '../../../session/write-files.ts';
import type { DeploymentResource } from '../../../targets/kubernetes/crd/deployment-schema.ts';
import type { Invocation } from '../../command.ts';
import { cookingOptions } from '../../cooking-options.ts';
import { endSignals } from '../../end-signals.ts';
import { EXIT_SIGNALS } from '../../exit-codes.ts';
import { namedPaths } from '../../named-paths.ts';
import type { Output } from '../../output.ts';
import { createProgress } from '../../ui/progress.ts';
import { table } from '../../ui/table.ts';

export async function attach({ words, flags, output }: Invocation): Promise<number> {
  const [name = ''] = words;
  const signals = endSignals();
  const progress = createProgress(output);
  const place = await placeOf(name);
  try {
    const attachment = await attachServices({
      name: place.name,
      namespace: (flags.namespace as string | undefined) ?? place.namespace,
      context: (flags.context as string | undefined) ?? place.context,
      address: flags.address as string | undefined,
      overrides: absolutePaths(namedPaths(flags.override)),
      stateDir: statePaths().state,
      signal: signals.aborted,
      emit: progress.event,
      cook: cookFor,
    });
    progress.end();
    show(attachment, place.name, output);
    signals.onFirst(() => void attachment.detach());
    const end = await attachment.ended;
    await attachment.detach();
    if (end.reason === 'service-died') throw serviceDiedError(end.death);
    if (!output.json) output.line('detached; nothing remains');
    return EXIT_SIGNALS[signals.first() ?? 'SIGINT'];
  } catch (error) {
    const interrupted = error instanceof PlaygroundError && error.code === 'interrupted';
    if (interrupted && signals.first() !== undefined) return EXIT_SIGNALS[signals.first() ?? 'SIGINT'];
    throw error;
  } finally {
    progress.end();
    signals.release();
  }
}

function absolutePaths(paths: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(paths).map(([service, path]) => [service, resolve(path)]));
}

/** A session of this user tells where its deployment is. */
async function placeOf(name: string): Promise<{ name: string; namespace?: string; context?: string }> {
  const session = await findSession({ name }).catch(() => undefined);
  return session?.record?.cluster ?? { name };
}

async function cookFor(resource: DeploymentResource, { genesisTime }: { genesisTime: number }, dir: string) {
  const { recipe: recipeName, artifacts = {} } = resource.spec;
  const recipe = findRecipe(recipeName);
  if (recipe === undefined) {
    throw new PlaygroundError(
      'unknown-recipe',
      `the deployment was made from recipe "${recipeName}", which is not known here`,
      {
        hint: 'use the version of the playground that made it',
      },
    );
  }
  const { flags, logLevel, prefundedAccounts } = cookingOptions(recipe, artifacts.options ?? {});
  const context = {
    sessionId: resource.metadata.name,
    genesisTime,
    logLevel,
    place: 'cluster' as const,
    prefundedAccounts,
  };
  writeFiles(dir, (await recipe.cook(flags, context)).artifacts);
}

function show({ services, forwarded, dir }: Attachment, name: string, output: Output): void {
  const rows = endpointsOf([...services, ...forwarded]).map(({ service, port, url }) => [
    output.palette.name(service),
    services.some((own) => own.name === service) ? 'here' : 'cluster',
    port,
    url,
  ]);
  if (output.json) {
    output.document({ type: 'attached', name, dir, services, forwarded });
    return;
  }
  output.line(`attached to ${name}: ${services.map((service) => service.name).join(', ')}`);
  for (const line of table(rows, '  ')) output.line(line);
  output.line(`logs in ${dir}/logs; Ctrl-C detaches`);
}
