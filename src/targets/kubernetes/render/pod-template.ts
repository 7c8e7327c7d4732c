import { createHash } from 'node:crypto';
import type { Container } from './container.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { labelsOf, metadataOf, selectorLabels } from './metadata.ts';
import type { RenderContext, RenderedService } from './render-context.ts';
import { podSecurity } from './security.ts';
import type { PodVolume } from './storage.ts';
import { userLabels } from './user-labels.ts';

export interface PodParts {
  /** Of the StatefulSet. */
  name: string;
  /** Of the Service that governs it. */
  network: string;
  /** Where the pod is that of one service. */
  service?: string;
  /** Those that run in the pod. */
  services: readonly RenderedService[];
  initContainers: Container[];
  containers: Container[];
  volumes: PodVolume[];
  hostAliases?: { ip: string; hostnames: string[] }[];
  /** What is more than the restricted Pod Security Standard allows, and why. */
  notes: string[];
  extraLabels?: Record<string, string>;
  affinity?: Affinity;
}

const GRACE_SECONDS = 30;

/** One pod that comes back with its data. A change of its template is one clean restart. */
export function statefulSet(context: RenderContext, parts: PodParts): KubernetesObject {
  const { resource } = context;
  const { scheduling = {}, imagePullSecrets = [] } = resource.spec;
  const affinity = mergedAffinity(scheduling.affinity, parts.affinity);
  const spec = {
    securityContext: podSecurity(),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    ...(parts.hostAliases === undefined ? {} : { hostAliases: parts.hostAliases }),
    ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    ...(scheduling.nodeSelector === undefined ? {} : { nodeSelector: scheduling.nodeSelector }),
    ...(scheduling.tolerations === undefined ? {} : { tolerations: scheduling.tolerations }),
    ...(affinity === undefined ? {} : { affinity }),
    ...(scheduling.priorityClassName === undefined ? {} : { priorityClassName: scheduling.priorityClassName }),
    initContainers: parts.initContainers,
    containers: parts.containers,
    volumes: parts.volumes,
  };
  const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 16);
  const annotations = {
    ...asked(parts.services, 'annotations'),
    'playground.flashbots.io/template-hash': hash,
    ...(parts.notes.length === 0 ? {} : { 'playground.flashbots.io/security-notes': parts.notes.join('; ') }),
  };
  const labels = { ...asked(parts.services, 'labels'), ...labelsOf(context, parts.service), ...parts.extraLabels };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(context, parts.name, parts.service),
    spec: {
      replicas: 1,
      serviceName: parts.network,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: selectorLabels(context, parts.service) },
      template: { metadata: { labels, annotations }, spec },
    },
  };
}

/** What services ask for; in a pod of many the first to name a label is heard. */
function asked(services: readonly RenderedService[], kind: 'labels' | 'annotations'): Record<string, string> {
  return Object.assign({}, ...services.map(({ spec }) => userLabels(spec)[kind]).reverse());
}

type Affinity = Record<string, unknown>;

/** What is asked for, and what must hold besides: lists of terms are joined, because all of them are to hold. */
function mergedAffinity(asked: Affinity | undefined, own: Affinity | undefined): Affinity | undefined {
  if (asked === undefined || own === undefined) return asked ?? own;
  const merged = { ...asked };
  for (const [field, value] of Object.entries(own)) merged[field] = joined(asked[field], value);
  return merged;
}

function joined(asked: unknown, own: unknown): unknown {
  if (Array.isArray(asked) && Array.isArray(own)) return [...asked, ...own];
  return isRecord(asked) && isRecord(own) ? mergedAffinity(asked, own) : own;
}

function isRecord(value: unknown): value is Affinity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
