import { STANDARD_IMAGE } from '../../../runners/kubernetes/standard-image.ts';
import type { Invocation } from '../../command.ts';
import type { ClusterTarget } from '../../image/cluster-target.ts';
import { loadImage } from '../../image/load-image.ts';

export async function load({ words, flags, output }: Invocation): Promise<number> {
  const [word] = words;
  const image = (flags.image as string | undefined) ?? STANDARD_IMAGE;
  const { loadCluster } = await import('../../../runners/kubernetes/client/load-cluster.ts');
  // Who has said which cluster needs no kubeconfig.
  const current = loadCluster().then(({ context }) => context);
  const context = await (word === undefined ? current : current.catch(() => undefined));
  const target = await loadImage(image, word ?? context ?? '', context);
  if (output.json) output.document({ image, ...target });
  else output.line(outcome(image, target));
  return 0;
}

function outcome(image: string, target: ClusterTarget): string {
  if ('context' in target) return `${image} is there already: ${target.context} runs what is in this engine`;
  return `${image} is in the ${target.way} cluster ${target.name}`;
}
