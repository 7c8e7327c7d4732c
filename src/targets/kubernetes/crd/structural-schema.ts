import { z } from 'zod';

/** OpenAPI v3 as custom resource definitions know it: every node has a type, and nothing is left open. */
export interface StructuralSchema {
  description?: string;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  format?: string;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, StructuralSchema>;
  items?: StructuralSchema;
  additionalProperties?: StructuralSchema;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-preserve-unknown-fields'?: true;
  'x-kubernetes-validations'?: { rule: string; message: string }[];
}

/** In the order in which a person reads them. What is not among them (`$schema`, `propertyNames`) is left out. */
const KEYWORDS: readonly (keyof StructuralSchema)[] = [
  'description',
  'type',
  'format',
  'default',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
  'required',
];

/**
 * The schema that the API server is given. It prunes what a schema does not name, so `additionalProperties: false`,
 * which may not stand beside properties, is not needed; an object of which nothing is known keeps everything.
 */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  return structural(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as JsonSchema);
}

type JsonSchema = Omit<StructuralSchema, 'properties' | 'items' | 'additionalProperties'> & {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  additionalProperties?: false | JsonSchema;
};

function structural(node: JsonSchema): StructuralSchema {
  const { properties, items, additionalProperties: others } = node;
  const open = typeof others === 'object' && Object.keys(others).length === 0;
  const known = open ? { ...node, 'x-kubernetes-preserve-unknown-fields': true as const } : node;
  return {
    ...Object.fromEntries(KEYWORDS.filter((key) => known[key] !== undefined).map((key) => [key, known[key]])),
    ...(properties && { properties: mapValues(properties, structural) }),
    ...(items && { items: structural(items) }),
    ...(others && !open && { additionalProperties: structural(others) }),
  };
}

function mapValues<From, To>(object: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
