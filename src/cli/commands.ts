import type { ArgumentSpec, Command, CommandGroup } from './command.ts';
import { JSON_FLAG, START_FLAGS } from './flags.ts';
import { IMAGE_COMMANDS, K8S_COMMANDS } from './k8s-commands.ts';

const SESSION: ArgumentSpec = {
  name: 'session',
  description: 'name of a session; the latest one where it is left out',
  required: false,
  completes: 'session',
};

const SESSIONS: ArgumentSpec = {
  name: 'session',
  description: 'names of sessions, or all; the latest one where it is left out',
  required: false,
  repeated: true,
  completes: 'session',
};

const MANIFEST: ArgumentSpec = {
  name: 'manifest',
  description: 'a manifest.json, the folder that holds it, or a session; the latest session where it is left out',
  required: false,
  completes: 'manifest',
};

const SERVICE: ArgumentSpec = {
  name: 'service',
  description: 'name of a service, as the endpoint table shows it',
  required: true,
  completes: 'service',
};

export const START: Command = {
  name: 'start',
  aliases: ['cook'],
  summary: 'start a network from a recipe and follow it until Ctrl-C',
  description: [
    'Writes the session folder, starts every service, waits until all are ready, prints where everything is and ' +
      'follows the blocks. Ctrl-C stops everything.',
  ],
  arguments: [
    { name: 'recipe', description: 'what to start; see playground recipes', required: true, completes: 'recipe' },
  ],
  flags: START_FLAGS,
  examples: [
    { command: 'playground start l1', explains: 'an L1 with blocks every 12 seconds' },
    { command: 'playground start l1 --block-time 1s', explains: 'the same, a block every second' },
    {
      command: 'playground start l1 --dry-run --output ./net',
      explains: 'only write the files, to look at or use elsewhere',
    },
    { command: 'playground start l1 --detached', explains: 'return when it is ready; playground stop ends it' },
  ],
  load: async () => (await import('./handlers/start.ts')).start,
};

const STOP: Command = {
  name: 'stop',
  summary: 'stop sessions, with everything they run',
  arguments: [SESSIONS],
  flags: [JSON_FLAG],
  examples: [
    { command: 'playground stop', explains: 'the latest session' },
    { command: 'playground stop all', explains: 'every running session' },
  ],
  load: async () => (await import('./handlers/stop.ts')).stop,
};

const CLEAN: Command = {
  name: 'clean',
  summary: 'stop sessions and delete their folders',
  arguments: [SESSIONS],
  flags: [JSON_FLAG],
  examples: [
    { command: 'playground clean brave-otter', explains: 'one session' },
    { command: 'playground clean all', explains: 'all of them' },
  ],
  load: async () => (await import('./handlers/clean.ts')).clean,
};

const LIST: Command = {
  name: 'list',
  summary: 'list sessions, or the services of one',
  arguments: [{ ...SESSION, description: 'show the services of this session' }],
  flags: [JSON_FLAG],
  examples: [{ command: 'playground list --json', explains: 'for scripts' }],
  load: async () => (await import('./handlers/list.ts')).list,
};

const LOGS: Command = {
  name: 'logs',
  summary: "show a service's log",
  arguments: [SESSION, SERVICE],
  flags: [
    {
      name: 'follow',
      short: 'f',
      type: 'boolean',
      description: 'keep printing what is added, from the last 50 lines on',
    },
    JSON_FLAG,
  ],
  examples: [
    { command: 'playground logs beacon -f', explains: 'follow the beacon node of the latest session' },
    { command: 'playground logs brave-otter el', explains: 'the whole log of another session' },
  ],
  load: async () => (await import('./handlers/logs.ts')).logs,
};

const PORT: Command = {
  name: 'port',
  summary: 'print the number of a port',
  arguments: [
    SESSION,
    { ...SERVICE, required: false },
    { name: 'port', description: 'name of a port: http, authrpc', required: false, completes: 'port' },
  ],
  flags: [
    { name: 'list', short: 'l', type: 'boolean', description: 'list all ports, of one service or of the session' },
    JSON_FLAG,
  ],
  examples: [
    { command: 'playground port el http', explains: 'the number alone, for scripts' },
    { command: 'playground port --list', explains: 'all ports of the latest session' },
  ],
  load: async () => (await import('./handlers/port.ts')).port,
};

const PROBE: Command = {
  name: 'probe',
  summary: 'ask the services of a session for their health',
  arguments: [SESSION, { ...SERVICE, required: false, description: 'name of a service; all where it is left out' }],
  flags: [JSON_FLAG],
  examples: [
    { command: 'playground probe', explains: 'all services of the latest session; exit code 1 if one is not healthy' },
    { command: 'playground probe beacon_healthmon', explains: 'one of them' },
  ],
  load: async () => (await import('./handlers/probe.ts')).probe,
};

const VALIDATE: Command = {
  name: 'validate',
  summary: 'check a manifest.json and report every problem',
  arguments: [MANIFEST],
  flags: [JSON_FLAG],
  examples: [{ command: 'playground validate ./net', explains: 'what start l1 --dry-run --output ./net wrote' }],
  load: async () => (await import('./handlers/validate.ts')).validate,
};

const GRAPH: Command = {
  name: 'graph',
  summary: 'draw how the services of a session connect',
  arguments: [MANIFEST],
  flags: [
    {
      name: 'format',
      type: 'choice',
      choices: ['dot', 'mermaid'],
      default: 'dot',
      description: 'the language of the drawing',
    },
    JSON_FLAG,
  ],
  examples: [{ command: 'playground graph --format mermaid', explains: 'to paste into Markdown' }],
  load: async () => (await import('./handlers/graph.ts')).graph,
};

const RECIPES: Command = {
  name: 'recipes',
  summary: 'list the recipes',
  arguments: [],
  flags: [JSON_FLAG],
  examples: [],
  load: async () => (await import('./handlers/recipes.ts')).recipes,
};

const COMPLETION: Command = {
  name: 'completion',
  summary: 'print the completion script for a shell',
  description: [
    'bash: eval "$(playground completion bash)" in ~/.bashrc',
    'zsh: eval "$(playground completion zsh)" in ~/.zshrc, after compinit',
    'fish: playground completion fish > ~/.config/fish/completions/playground.fish',
  ],
  arguments: [{ name: 'shell', description: 'bash, zsh or fish', required: true, completes: 'shell' }],
  flags: [],
  examples: [],
  load: async () => (await import('./handlers/completion.ts')).completion,
};

const VERSION_COMMAND: Command = {
  name: 'version',
  summary: 'print the version',
  arguments: [],
  flags: [JSON_FLAG],
  examples: [],
  load: async () => (await import('./handlers/version.ts')).version,
};

const HELP: Command = {
  name: 'help',
  summary: 'show the help page of a command or of a recipe',
  arguments: [
    {
      name: 'command',
      description: 'a command, or start and a recipe',
      required: false,
      repeated: true,
      completes: 'command',
    },
  ],
  flags: [],
  examples: [{ command: 'playground help start l1', explains: 'every flag of the recipe l1' }],
  load: async () => (await import('./handlers/help.ts')).help,
};

const DEVNET: Command = {
  name: 'devnet',
  summary: 'run one of our own programs as this process',
  description: [
    'Internal: this is how a session starts its services, and how one of them is run by hand or in a container. ' +
      'The options may change between versions. Programs: el, beacon, relay, builder, cl-proxy, healthmon, probe, wait.',
  ],
  arguments: [{ name: 'program', description: 'the program', required: true, completes: 'program' }],
  flags: [],
  examples: [
    {
      command: 'playground devnet healthmon --chain execution --url http://127.0.0.1:8545',
      explains: 'watch an execution client',
    },
  ],
  internal: true,
  load: async () => (await import('./handlers/help.ts')).devnetWithoutProgram,
};

const ARTIFACTS: Command = {
  name: 'artifacts',
  summary: "prepare a deployment's volume",
  description: [
    'Internal: the first thing that runs in a pod. own: hands the folder to the user of the other containers; ' +
      'generate: cooks the files of a recipe into it; unpack: puts those of a bundle there; check: only looks; ' +
      'remove: deletes the folder when its deployment is gone.',
  ],
  arguments: [
    { name: 'action', description: 'own, generate, unpack, check or remove', required: true },
    { name: 'recipe', description: 'for generate: what to cook', required: false },
  ],
  flags: [
    { name: 'into', type: 'list', placeholder: 'FOLDER', description: 'the volume; own takes several' },
    { name: 'deployment', type: 'string', placeholder: 'NAMESPACE/NAME', description: 'whose volume it is' },
    { name: 'seed', type: 'string', placeholder: 'TEXT', description: 'for generate' },
    { name: 'genesis-time', type: 'integer', placeholder: 'UNIX', description: 'for generate' },
    { name: 'genesis-delay', type: 'duration', placeholder: 'DURATION', description: 'for generate' },
    {
      name: 'programs',
      type: 'choice',
      choices: ['embedded', 'clients'],
      description: 'for generate: whether all services are our own programs, on which the genesis time depends',
    },
    { name: 'option', type: 'list', placeholder: 'NAME=VALUE', description: 'for generate: a flag of the recipe' },
    { name: 'volume', type: 'list', placeholder: 'FOLDER', description: 'a folder for data of a service' },
    { name: 'from', type: 'list', placeholder: 'FOLDER', description: 'for unpack: a mounted part' },
    { name: 'sha256', type: 'string', placeholder: 'HEX', description: 'for unpack: of all parts together' },
    { name: 'expect', type: 'list', placeholder: 'PATH', description: 'for check: what must be there' },
    { name: 'user', type: 'integer', placeholder: 'UID', description: 'for own' },
    { name: 'group', type: 'integer', placeholder: 'GID', description: 'for own' },
    { name: 'report', type: 'string', placeholder: 'FILE', description: 'where to write one line of JSON' },
  ],
  examples: [],
  internal: true,
  load: async () => (await import('./handlers/artifacts.ts')).artifacts,
};

export const COMMANDS: readonly Command[] = [
  START,
  STOP,
  CLEAN,
  LIST,
  LOGS,
  PORT,
  PROBE,
  VALIDATE,
  GRAPH,
  ...K8S_COMMANDS,
  ...IMAGE_COMMANDS,
  RECIPES,
  COMPLETION,
  VERSION_COMMAND,
  HELP,
  DEVNET,
  ARTIFACTS,
];

/** Words that are followed by one of several commands: `k8s generate`. */
export const GROUPS: readonly CommandGroup[] = [
  { name: 'k8s', summary: 'Kubernetes: write, check, render and join deployments' },
  { name: 'image', summary: 'the image with our own programs' },
];

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name || command.aliases?.includes(name));
}

export function commandsOf(group: CommandGroup): Command[] {
  return COMMANDS.filter((command) => command.name.startsWith(`${group.name} `));
}

export function findGroup(name: string | undefined): CommandGroup | undefined {
  return GROUPS.find((group) => group.name === name);
}

/** Every word that names a command. */
export function commandNames(): string[] {
  return COMMANDS.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
}
