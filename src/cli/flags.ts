import { LOG_LEVELS } from '../lib/log.ts';
import type { FlagSpec } from '../recipes/recipe.ts';
import { DEPLOYMENT_FLAGS } from './deployment-flags.ts';

export const HELP_FLAG: FlagSpec = { name: 'help', short: 'h', type: 'boolean', description: 'show this page' };

export const JSON_FLAG: FlagSpec = {
  name: 'json',
  type: 'boolean',
  description: 'print JSON instead of text',
};

/** What `start` takes for every recipe. */
export const START_FLAGS: readonly FlagSpec[] = [
  {
    name: 'output',
    type: 'string',
    placeholder: 'FOLDER',
    description: 'the session folder; a folder that is not a session of ours is never deleted',
  },
  { name: 'keep', type: 'boolean', description: 'keep the folder and the chain when it stops, for --resume' },
  { name: 'detached', type: 'boolean', description: 'return once everything is ready and leave it running' },
  {
    name: 'dry-run',
    type: 'boolean',
    description: 'write the session folder and start nothing (also --mise-en-place)',
  },
  {
    name: 'genesis-delay',
    type: 'duration',
    placeholder: 'DURATION',
    description: 'from now to genesis; by default as long as the services need to get ready',
  },
  {
    name: 'genesis-time',
    type: 'integer',
    placeholder: 'UNIX',
    description: 'the genesis time itself, in Unix seconds; excludes --genesis-delay',
  },
  {
    name: 'seed',
    type: 'string',
    placeholder: 'TEXT',
    description: 'makes keys and names repeatable: with --genesis-time, folders are equal byte for byte',
  },
  {
    name: 'timeout',
    type: 'duration',
    placeholder: 'DURATION',
    description: 'stop this long after everything is ready, with exit code 0',
  },
  {
    name: 'log-level',
    type: 'choice',
    choices: LOG_LEVELS,
    default: 'info',
    description: 'how much the services log',
  },
  {
    name: 'override',
    type: 'list',
    placeholder: 'SERVICE=PATH',
    description: 'run a program of this machine as the service; repeatable',
  },
  { name: 'bind-external', type: 'boolean', description: 'listen on all interfaces instead of 127.0.0.1 only' },
  {
    name: 'prefunded-accounts',
    type: 'list',
    placeholder: '0xKEY',
    description: 'private keys or addresses of further accounts to fund; repeatable, or with commas',
  },
  {
    name: 'runner',
    type: 'choice',
    choices: ['host', 'kubernetes'],
    description: 'where the services run: as processes of this machine (host), or in pods of a cluster',
  },
  {
    name: 'namespace',
    type: 'string',
    placeholder: 'NAME',
    description: 'in a cluster: the namespace; it is made, and removed again, if it is not there',
  },
  {
    name: 'context',
    type: 'string',
    placeholder: 'CONTEXT',
    description: 'in a cluster: context of the kubeconfig; the current one where it is left out',
  },
  {
    name: 'k8s',
    type: 'boolean',
    description: 'with --dry-run: write k8s-manifest.yaml too, a custom resource for a cluster',
  },
  ...DEPLOYMENT_FLAGS,
  {
    name: 'resume',
    type: 'string',
    placeholder: 'SESSION',
    description: 'go on with the chain of a session that was stopped with --keep; takes no recipe',
  },
  { ...JSON_FLAG, description: 'print the progress as JSON, one event per line' },
];

/** Other spellings, never shown twice. */
export const FLAG_ALIASES: Readonly<Record<string, string>> = { '--mise-en-place': '--dry-run' };
