import { manifestGraph } from './graph.ts';
import type { Manifest } from './service.ts';

/** A Mermaid flowchart: solid arrows for who talks to whom, dashed ones for who waits for whom. */
export function toMermaid(manifest: Manifest): string {
  const { nodes, references, dependencies } = manifestGraph(manifest.services);
  const id = (name: string) => name.replaceAll(/[^A-Za-z0-9]/g, '_');
  return [
    'flowchart LR',
    ...nodes.map(({ name, ports }) => {
      const lines = [name, ...ports.map((port) => `${port.name}:${port.port}`)];
      return `  ${id(name)}["${lines.join('<br/>')}"]`;
    }),
    ...references.map(({ from, to, portLabel }) => `  ${id(from)} -->|${portLabel}| ${id(to)}`),
    ...dependencies.map(({ from, to }) => `  ${id(from)} -.-> ${id(to)}`),
    '',
  ].join('\n');
}
