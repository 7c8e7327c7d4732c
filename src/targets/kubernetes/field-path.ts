/** `['spec', 'services', 2, 'labels', 'a.b/c']` → `spec.services[2].labels["a.b/c"]` */
export function fieldPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => childPath(path, segment), '');
}

export function childPath(path: string, segment: PropertyKey): string {
  if (typeof segment === 'number') return `${path}[${segment}]`;
  const name = String(segment);
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** The path of what holds it; undefined for the whole. */
export function parentPath(path: string): string | undefined {
  if (path === '') return undefined;
  const quoted = /\["(?:[^"\\]|\\.)*"\]$/.exec(path);
  if (quoted !== null) return path.slice(0, quoted.index);
  return path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0));
}
