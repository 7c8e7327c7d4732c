import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}

interface Operation {
  requestBody?: { content: Record<string, { schema?: object }> };
  responses: Record<string, { content?: Record<string, { schema?: object; examples?: Record<string, Example> }> }>;
}

interface Example {
  value: string;
}

/** A bundled OpenAPI document to hold answers against. */
export class OpenApiDocument {
  readonly #document: OpenApi;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  constructor(file: string) {
    this.#document = JSON.parse(readFileSync(file, 'utf8'));
    this.#ajv.addSchema(this.#document, 'api');
  }

  /** What is wrong with a JSON answer, one line each; nothing for a good one. */
  flaws(path: string, method: string, status: number, answer: unknown): string[] {
    const content = this.#operation(path, method).responses[status]?.content;
    if (content?.['application/json']?.schema === undefined)
      throw new Error(`no schema for ${method} ${path} ${status}`);
    return this.#flaws(['paths', path, method, 'responses', String(status)], answer);
  }

  /** What is wrong with the JSON body of a request. */
  requestFlaws(path: string, method: string, body: unknown): string[] {
    const content = this.#operation(path, method).requestBody?.content;
    if (content?.['application/json']?.schema === undefined) throw new Error(`no body schema for ${method} ${path}`);
    return this.#flaws(['paths', path, method, 'requestBody'], body);
  }

  /** The statuses that the document allows for an operation. */
  statuses(path: string, method: string): number[] {
    return Object.keys(this.#operation(path, method).responses).map(Number);
  }

  /** What is wrong with a value of a schema that the document names. */
  schemaFlaws(name: string, value: unknown): string[] {
    return this.#flawsAt(['components', 'schemas', name], value);
  }

  #flaws(parent: string[], value: unknown): string[] {
    return this.#flawsAt([...parent, 'content', 'application/json', 'schema'], value);
  }

  #flawsAt(pointer: string[], value: unknown): string[] {
    const validate = this.#ajv.getSchema(`api#/${pointer.map(escapePointer).join('/')}`);
    if (validate === undefined) throw new Error(`the schema ${pointer.join(' ')} cannot be found`);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  /** The data of the example of an event. */
  eventExample(path: string, topic: string): unknown {
    const example = this.#operation(path, 'get').responses['200']?.content?.['text/event-stream']?.examples?.[topic];
    if (example === undefined) throw new Error(`no example of ${topic}`);
    return JSON.parse(example.value.split('data: ')[1] ?? '');
  }

  #operation(path: string, method: string): Operation {
    const operation = this.#document.paths[path]?.[method];
    if (operation === undefined) throw new Error(`the document has no ${method} ${path}`);
    return operation;
  }
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The shape of a JSON value: objects with their keys, lists with the shape of their first item, names of types. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}
