interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
}

type Outcome = { value: unknown } | { error: Error };

/**
 * Checks and converts parameters for the few kinds of schema that Beacon API routes have. Compiling them for a general
 * validator would take longer than all the rest of the server's start.
 */
export function compileCoercion(schema: unknown): (value: unknown) => Outcome {
  return (value) => {
    try {
      return { value: coerce(schema as Schema, value, 'request') };
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  };
}

function coerce(schema: Schema, value: unknown, name: string): unknown {
  switch (schema.type) {
    case 'object':
      return coerceObject(schema, value, name);
    case 'array':
      return coerceArray(schema, value, name);
    case 'integer':
      return coerceInteger(value, name);
    case 'boolean':
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw new Error(`${name} must be true or false`);
    case 'string':
      if (typeof value === 'string') return value;
      throw new Error(`${name} must be a text`);
    default:
      return value;
  }
}

function coerceObject({ properties = {}, required = [] }: Schema, value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new Error(`${name} must be an object`);
  const result: Record<string, unknown> = { ...value };
  for (const key of required) if (result[key] === undefined) throw new Error(`${key} is missing`);
  for (const [key, schema] of Object.entries(properties)) {
    if (result[key] !== undefined) result[key] = coerce(schema, result[key], key);
  }
  return result;
}

function coerceArray({ items = {} }: Schema, value: unknown, name: string): unknown {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => coerce(items, item, name));
}

function coerceInteger(value: unknown, name: string): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return number;
  throw new Error(`${name} must be a whole number`);
}
