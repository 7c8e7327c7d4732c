import type { StructuralSchema } from './structural-schema.ts';

/**
 * What the API server would refuse in a schema (the rules for structural schemas of apiextensions.k8s.io/v1), and
 * what makes its rules too expensive or `kubectl explain` poor: missing bounds and descriptions. One line each, with
 * its place.
 */
export function structuralProblems(schema: StructuralSchema): string[] {
  return problemsOf(schema, '');
}

function problemsOf(node: StructuralSchema, place: string): string[] {
  const here = [...keywordProblems(node), ...typeProblems(node), ...boundProblems(node), ...listProblems(node)];
  const { properties = {}, items, additionalProperties } = node;
  return [
    ...here.map((problem) => `${place || 'the schema'}: ${problem}`),
    ...Object.entries(properties).flatMap(([name, child]) => propertyProblems(name, child, place)),
    ...(items === undefined ? [] : problemsOf(items, `${place}[]`)),
    ...(additionalProperties === undefined ? [] : problemsOf(additionalProperties, `${place}{}`)),
  ];
}

/** What every object has is described elsewhere, and may not be restricted. */
function propertyProblems(name: string, child: StructuralSchema, place: string): string[] {
  const own = place === '' ? name : `${place}.${name}`;
  if (own === 'apiVersion' || own === 'kind') return child.type === 'string' ? [] : [`${own}: it must be a string`];
  if (own === 'metadata') {
    return Object.keys(child).join() === 'type' ? [] : [`${own}: it may only be said to be an object`];
  }
  return [
    ...(child.description ? [] : [`${own}: it has no description`]),
    ...(child.description === undefined || /[.]$/.test(child.description)
      ? []
      : [`${own}: its description has no end`]),
    ...problemsOf(child, own),
  ];
}

const KNOWN = new Set([
  ...['description', 'type', 'format', 'default', 'enum', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'maxProperties', 'required', 'properties', 'items', 'additionalProperties'],
  ...['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-preserve-unknown-fields'],
  'x-kubernetes-validations',
]);

function keywordProblems(node: StructuralSchema): string[] {
  return Object.keys(node)
    .filter((keyword) => !KNOWN.has(keyword))
    .map((keyword) => `${keyword} is not allowed`);
}

function typeProblems(node: StructuralSchema): string[] {
  const { type, properties, items, additionalProperties, required = [], pattern = '' } = node;
  const unknown = required.filter((name) => properties?.[name] === undefined);
  return [
    ...(type === undefined ? ['it has no type'] : []),
    ...(type !== 'object' && (properties ?? additionalProperties) ? ['only an object has fields'] : []),
    ...((type === 'array') !== (items !== undefined) ? ['a list has items, and nothing else does'] : []),
    ...(properties && additionalProperties ? ['properties and additionalProperties exclude each other'] : []),
    ...unknown.map((name) => `it requires ${name}, which is not among its fields`),
    ...(/\(\?[=!<]|\\[1-9]/.test(pattern) ? [`the pattern ${pattern} is not one of RE2`] : []),
    ...(node.default !== undefined && node.enum?.includes(node.default) === false ? ['its default is no choice'] : []),
  ];
}

function boundProblems(node: StructuralSchema): string[] {
  const { type } = node;
  if (type === 'string' && node.enum === undefined && node.maxLength === undefined) return ['it has no maxLength'];
  if (type === 'array' && node.maxItems === undefined) return ['it has no maxItems'];
  if (type === 'integer' && node.minimum === undefined) return ['it has no minimum'];
  if (node.additionalProperties !== undefined && node.maxProperties === undefined) return ['it has no maxProperties'];
  return [];
}

function listProblems(node: StructuralSchema): string[] {
  if (node.type !== 'array') return [];
  const kind = node['x-kubernetes-list-type'];
  const keys = node['x-kubernetes-list-map-keys'] ?? [];
  if (kind === undefined) return node.items?.type === 'object' ? ['it has no x-kubernetes-list-type'] : [];
  if (kind !== 'map') return keys.length === 0 ? [] : ['only a map has keys'];
  if (keys.length === 0) return ['it has no x-kubernetes-list-map-keys'];
  return keys.flatMap((key) => {
    const field = node.items?.properties?.[key];
    if (field === undefined) return [`its items have no ${key}`];
    const given = node.items?.required?.includes(key) === true || field.default !== undefined;
    return given ? [] : [`its key ${key} is neither required nor has a default`];
  });
}
