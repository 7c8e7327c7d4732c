/** How an image comes into a cluster. */
export type ClusterTarget =
  | { way: LoadingTool; name: string }
  /** Its containers run in the engine of this machine, which has the image. */
  | { way: 'shared'; context: string }
  | { way: 'unknown'; context: string };

export type LoadingTool = 'kind' | 'k3d' | 'minikube';

/** Clusters that these tools make where no name is given. */
const STANDARD_NAMES: Record<LoadingTool, string> = { kind: 'kind', k3d: 'k3s-default', minikube: 'minikube' };

/** What the tools call their contexts. */
const CONTEXTS: Record<LoadingTool, RegExp> = { kind: /^kind-(.+)$/, k3d: /^k3d-(.+)$/, minikube: /^(minikube.*)$/ };
const SHARED = /^(?:docker-desktop|orbstack|rancher-desktop|colima.*)$/;

/**
 * Which cluster is meant.
 * @param word what was typed: a tool, or a context of the kubeconfig
 * @param current the current context, where a tool alone does not say which of its clusters
 */
export function clusterTarget(word: string, current: string | undefined): ClusterTarget {
  const tool = (Object.keys(STANDARD_NAMES) as LoadingTool[]).find((name) => name === word);
  if (tool === undefined) return targetOfContext(word);
  return { way: tool, name: CONTEXTS[tool].exec(current ?? '')?.[1] ?? STANDARD_NAMES[tool] };
}

function targetOfContext(context: string): ClusterTarget {
  for (const [way, pattern] of Object.entries(CONTEXTS) as [LoadingTool, RegExp][]) {
    const name = pattern.exec(context)?.[1];
    if (name !== undefined) return { way, name };
  }
  return { way: SHARED.test(context) ? 'shared' : 'unknown', context };
}
