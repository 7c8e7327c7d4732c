import { findComponent } from '../../../components/registry.ts';
import type { DeploymentService } from '../crd/deployment-schema.ts';

/** Enough for a small program; others say in components/ what they need. */
const SMALL = { cpu: '20m', memory: '64Mi' };

export interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

/** What the scheduler sets aside for a service: what it asks for itself, else what its product needs. */
export function resourcesOf({ resources, component }: DeploymentService): Resources {
  const { cpu, memory, memoryLimit } = findComponent(component)?.resources ?? { ...SMALL, memoryLimit: undefined };
  const limits = memoryLimit === undefined ? {} : { memory: memoryLimit };
  const merged = { requests: { cpu, memory, ...resources?.requests }, limits: { ...limits, ...resources?.limits } };
  return Object.keys(merged.limits).length === 0 ? { requests: merged.requests } : merged;
}
