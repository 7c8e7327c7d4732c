import { formatDuration } from '../../../lib/duration.ts';
import { withoutAbsent } from '../../../lib/without-absent.ts';
import { STANDARD_IMAGE } from '../../../runners/kubernetes/standard-image.ts';
import type { Invocation } from '../../command.ts';
import { buildImage } from '../../image/build-image.ts';

export async function build({ flags, output }: Invocation): Promise<number> {
  const begun = performance.now();
  const built = await buildImage(
    withoutAbsent({
      image: (flags.image as string | undefined) ?? STANDARD_IMAGE,
      platforms: flags.platform as string | undefined,
      base: flags.base as string | undefined,
    }),
  );
  if (output.json) {
    output.document(built);
    return 0;
  }
  const { image, id, size, ownSize, platforms, engine } = built;
  const time = formatDuration(performance.now() - begun);
  output.line(`${image} is in ${engine}, for ${platforms.join(' and ')}, after ${time}`);
  output.line(`  ${id.slice(0, 19)}, ${megabytes(size)}, of which ${megabytes(ownSize)} are ours`);
  output.line('playground image load brings it into a kind, minikube or k3d cluster');
  return 0;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
