import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { parse, YAMLParseError } from 'yaml';
import { messageOf, PlaygroundError } from '../../../lib/errors.ts';
import { fileError } from '../../../lib/file-error.ts';
import type { ExecPlugin } from './exec-credentials.ts';
import { firstLine } from './first-line.ts';

/** What the files say together; paths in them are absolute. */
export interface Kubeconfig {
  clusters: Cluster[];
  users: KubeconfigUser[];
  contexts: Context[];
  currentContext?: string;
}

export interface KubeconfigUser extends User {
  exec?: ExecPlugin;
  impersonateGroups?: readonly string[];
}

interface RawKubeconfig {
  clusters?: unknown;
  users?: unknown;
  contexts?: unknown;
  'current-context'?: string;
}

interface RawUser {
  name: string;
  user?: { tokenFile?: string; exec?: ExecPlugin; 'as-groups'?: string[] } | null;
}

/**
 * Reads kubeconfig files as kubectl does: of entries with one name, and of the current contexts, the first counts.
 * Throws `PlaygroundError` `invalid-kubeconfig` and `file-refused`, which name the file.
 */
export async function readKubeconfig(files: readonly string[]): Promise<Kubeconfig> {
  const all = await Promise.all(files.map(readOne));
  const currentContext = all.find((one) => one.currentContext !== undefined)?.currentContext;
  return {
    clusters: firstOfName(all.flatMap(({ clusters }) => clusters)),
    users: firstOfName(all.flatMap(({ users }) => users)),
    contexts: firstOfName(all.flatMap(({ contexts }) => contexts)),
    ...(currentContext === undefined ? {} : { currentContext }),
  };
}

async function readOne(file: string): Promise<Kubeconfig> {
  const { newClusters, newContexts, newUsers } = await import('@kubernetes/client-node/dist/config_types.js');
  const raw = parseFile(file);
  const folder = dirname(resolve(file));
  try {
    const rawUsers = new Map(list(raw.users).map((user) => [(user as RawUser).name, user as RawUser]));
    const currentContext = raw['current-context'] || undefined;
    return {
      clusters: newClusters(raw.clusters).map((cluster) => absoluteCluster(cluster, folder)),
      users: newUsers(raw.users).map((user) => completeUser(user, rawUsers.get(user.name), folder)),
      contexts: newContexts(raw.contexts),
      ...(currentContext === undefined ? {} : { currentContext }),
    };
  } catch (error) {
    throw invalidKubeconfig([file], firstLine(messageOf(error)));
  }
}

function parseFile(file: string): RawKubeconfig {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw fileError(error, 'read the kubeconfig', file);
    throw invalidKubeconfig([file], `it is no YAML: ${firstLine(error.message).replace(/:$/, '')}`);
  }
  // An empty file is one without entries.
  if (content === null) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw invalidKubeconfig([file], 'it holds no mapping with clusters, users and contexts');
  }
  return content;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An address without TLS is asked without: `kubectl proxy` has such a one. */
function absoluteCluster(cluster: Cluster, folder: string): Cluster {
  const skipTLSVerify = cluster.skipTLSVerify || cluster.server.startsWith('http:');
  return { ...cluster, skipTLSVerify, ...absolute(cluster, 'caFile', folder) };
}

/** Adds what the library does not read: `tokenFile`, `as-groups`, and commands that lie beside the file. */
function completeUser(user: User, raw: RawUser | undefined, folder: string): KubeconfigUser {
  const { tokenFile, exec, 'as-groups': impersonateGroups } = raw?.user ?? {};
  return {
    ...user,
    ...absolute(user, 'certFile', folder),
    ...absolute(user, 'keyFile', folder),
    ...(tokenFile === undefined ? {} : tokenFrom(resolve(folder, tokenFile))),
    ...(exec == null ? {} : { exec: { ...exec, command: besideFile(exec.command, folder) } }),
    ...(impersonateGroups === undefined ? {} : { impersonateGroups }),
  };
}

/** A token that is read anew every minute, for it may be renewed there. */
export function tokenFrom(tokenFile: string): Partial<User> {
  return { token: '', authProvider: { name: 'tokenFile', config: { tokenFile } } };
}

function absolute<Field extends string>(entry: { [F in Field]?: string }, field: Field, folder: string) {
  const path = entry[field];
  return path ? { [field]: resolve(folder, path) } : {};
}

/** A bare name is looked for in the PATH. */
function besideFile(command: string | undefined, folder: string): string {
  return command?.includes('/') ? resolve(folder, command) : (command ?? '');
}

function firstOfName<T extends { name: string }>(entries: readonly T[]): T[] {
  const names = new Set<string>();
  return entries.filter(({ name }) => !names.has(name) && names.add(name));
}

export function invalidKubeconfig(files: readonly string[], why: string): PlaygroundError {
  return new PlaygroundError('invalid-kubeconfig', `${files.join(', ')} is no usable kubeconfig: ${why}`, {
    kind: 'environment',
    hint: 'kubectl config view reads the same file: mend it, or set KUBECONFIG to another',
    details: { files },
  });
}
