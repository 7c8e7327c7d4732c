import { type Container, pullPolicy } from './container.ts';
import type { RenderContext, RenderedService } from './render-context.ts';
import { containerSecurity } from './security.ts';

/** Asks services for the kubelet that it cannot ask itself; none where there are none. */
export function probeContainer(
  context: RenderContext,
  services: readonly RenderedService[],
  port: number,
): Container[] {
  if (services.length === 0) return [];
  const targets = services.map(({ spec, resolved }) => {
    const { origin } = new URL(resolved.readyCheck?.queryUrl ?? '');
    return `${spec.name}=${origin}`;
  });
  return [
    {
      name: 'playground-probe',
      image: context.playgroundImage,
      imagePullPolicy: pullPolicy(context),
      restartPolicy: 'Always',
      args: [
        ...['devnet', 'probe', '--addr', '0.0.0.0', '--port', String(port)],
        ...targets.flatMap((target) => ['--target', target]),
      ],
      resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory: '256Mi' } },
      securityContext: containerSecurity({ readOnlyRoot: true }),
    },
  ];
}
