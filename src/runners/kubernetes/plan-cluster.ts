import type { Plan } from '../runner.ts';
import type { PreparedRun } from './prepare-run.ts';

const REASONS: Readonly<Record<string, string>> = {
  ConfigMap: 'it describes the deployment, owns the other objects, or holds files',
  Secret: 'it holds what is not to be read by everybody',
  PersistentVolumeClaim: 'it keeps the files and the data of the services',
  Service: 'it gives services a name in the cluster',
  EndpointSlice: 'it says where services outside of the cluster are',
  StatefulSet: 'it runs the services',
};

/** What a start would do in the cluster, in order. Pure. */
export function planCluster({ objects, place, placements }: PreparedRun): Plan {
  const { namespace, context } = place;
  const applied = objects.map((object) => ({
    action: 'apply' as const,
    service: object.metadata.name,
    command: [object.kind, object.metadata.name, `in namespace ${namespace} of ${context}`],
    reason: REASONS[object.kind] ?? '',
  }));
  const watched = placements
    .filter(({ hostExecuted }) => !hostExecuted)
    .map(({ service, pod, container }) => ({
      action: 'check' as const,
      service,
      command: ['container', container, 'of pod', pod],
      reason: 'it must be up, and ready where it has a check',
    }));
  return { steps: [...applied, ...watched] };
}
