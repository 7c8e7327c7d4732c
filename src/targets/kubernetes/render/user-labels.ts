import type { DeploymentService } from '../crd/deployment-schema.ts';
import { isLabelValue } from '../validate/label-syntax.ts';

/**
 * What a service wants written on its objects: as labels where Kubernetes takes the value for one, as annotations
 * otherwise (`metrics_path: /debug/metrics/prometheus`).
 */
export function userLabels({ labels = {} }: DeploymentService) {
  const entries = Object.entries(labels);
  return {
    labels: Object.fromEntries(entries.filter(([, value]) => isLabelValue(value))),
    annotations: Object.fromEntries(entries.filter(([, value]) => !isLabelValue(value))),
  };
}
