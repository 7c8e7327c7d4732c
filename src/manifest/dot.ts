import { manifestGraph } from './graph.ts';
import type { Manifest } from './service.ts';

/** `graph.dot`, as the Go builder-playground writes it. */
export function toDot(manifest: Manifest): string {
  const { nodes, references, dependencies } = manifestGraph(manifest.services);
  const id = (name: string) => name.replaceAll('-', '_');
  return [
    'digraph G {',
    '  rankdir=LR;',
    '  node [shape=record];',
    '',
    ...nodes.map(({ name, ports }) => {
      const fields = ports.map((port) => `${port.name}:${port.port}`).join('|');
      return `  ${id(name)} [label="${name}${fields === '' ? '' : `|{${fields}}`}"];`;
    }),
    '',
    ...references.map(({ from, to, portLabel }) => `  ${id(from)} -> ${id(to)} [label="${portLabel}"];`),
    ...dependencies.map(
      ({ from, to }) => `  ${id(from)} -> ${id(to)} [style=dashed, color=gray, constraint=true, label="depends_on"];`,
    ),
    '}',
    '',
  ].join('\n');
}
