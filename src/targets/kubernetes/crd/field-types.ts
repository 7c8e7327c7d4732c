import { z } from 'zod';
import { ABSOLUTE_PATH_RULE, RELATIVE_PATH_RULE, type Rule } from './rules.ts';

/** What the fields of both kinds are made of. Everything is bounded: the cost of rules is computed from the bounds. */

export const text = z.string().max(4096);

/** Names become parts of Kubernetes names, beside suffixes of at most 13 characters. */
export const name = z
  .string()
  .min(1)
  .max(50)
  .regex(
    /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/,
    'it must be lower-case letters, digits, "-" and "_", and begin and end with a letter or digit',
  );

export const objectName = z
  .string()
  .min(1)
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    'it must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit',
  );

export const duration = z
  .string()
  .max(32)
  .regex(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, 'it must be a duration such as 12s, 500ms or 1m30s');

export const quantity = z
  .string()
  .max(32)
  .regex(/^[0-9]+(\.[0-9]+)?([KMGTPE]i|[numkMGTPE]|[eE][0-9]{1,2})?$/, 'it must be a quantity such as 10Gi, 500m or 2');

export const portNumber = z.int().min(1).max(65_535);

export const unixSeconds = z.int().min(0).max(253_402_300_799);

export const image = z.string().min(1).max(512).regex(/^\S+$/, 'it must not contain spaces');

export const absolutePath = ruled(z.string().max(1024), ABSOLUTE_PATH_RULE, isAbsolutePath);

export const relativePath = ruled(z.string().max(1024), RELATIVE_PATH_RULE, isRelativePath);

/** Texts by key. The API server knows no bound for keys. */
export function textMap(maxProperties: number, value = text, maxKey = 253) {
  return z
    .record(z.string().min(1).max(maxKey), value)
    .refine((map) => Object.keys(map).length <= maxProperties, `it must not have more than ${maxProperties} entries`)
    .meta({ maxProperties });
}

/** A list whose items are told apart by these fields, so that two appliers can each own some of them. */
export function listMap<Item extends z.ZodType>(item: Item, keys: readonly string[], maxItems: number) {
  return z.array(item).max(maxItems).meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys });
}

/** For `.meta()` of what the rules are attached to. */
export function withRules(rules: readonly Rule[]) {
  return { 'x-kubernetes-validations': rules.map(({ cel, message }) => ({ rule: cel, message })) };
}

function ruled(schema: z.ZodString, rule: Rule, holds: (path: string) => boolean) {
  return schema.refine(holds, rule.message).meta(withRules([rule]));
}

function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') && !path.includes(':') && !path.split('/').includes('..');
}

function isRelativePath(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}
