import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlaygroundEvent } from '../../src/lib/events.ts';
import { startTimeOf } from '../../src/lib/process-identity.ts';
import { declareTemplated, emptyService } from '../../src/manifest/builder.ts';
import type { Manifest, Service } from '../../src/manifest/service.ts';
import { createHostRunner } from '../../src/runners/host/host-runner.ts';
import type { Run, RunningService, RunRequest } from '../../src/runners/runner.ts';

/**
 * A service that is a real process: answers HTTP on --port, 503 until the file --ready-when exists, writes its
 * environment's GREETING. --stubborn ignores SIGTERM, --child leaves a grandchild, --exit-when FILE ends with code 3.
 */
const WEB_SERVICE = `
import { createServer } from 'node:http';
import { existsSync, watchFile } from 'node:fs';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
const text = { type: 'string' };
const flag = { type: 'boolean' };
const { values } = parseArgs({ options: {
  port: text, host: { type: 'string', default: '127.0.0.1' }, 'ready-when': text, 'exit-when': text, peer: text, stubborn: flag, child: flag, tethered: flag,
} });
console.log('greeting', process.env.GREETING, 'peer', values.peer);
if (values.stubborn) process.on('SIGTERM', () => console.log('no'));
if (values.tethered) process.stdin.on('end', () => process.exit(0)).resume();
if (values.child) console.log('child', spawn('sleep', ['1000'], { stdio: 'ignore' }).pid);
if (values['exit-when']) setInterval(() => {
  if (!existsSync(values['exit-when'])) return;
  for (let i = 1; i <= 12; i++) console.log('line', i);
  process.exit(3);
}, 10);
createServer((request, response) => {
  const ready = values['ready-when'] === undefined || existsSync(values['ready-when']);
  response.writeHead(ready ? 200 : 503).end('hello');
}).listen(Number(values.port), values.host);
`;

/** A folder, services in it, and the end of all of them. */
export class HostWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'host-'));
  readonly dir = join(this.root, 'session');
  readonly stateDir = join(this.root, 'state');
  readonly web = join(this.root, 'web.mjs');
  readonly events: PlaygroundEvent[] = [];
  changes: RunningService[] = [];
  readonly #runs: Run[] = [];
  readonly #children: ChildProcess[] = [];

  constructor() {
    mkdirSync(this.dir);
    writeFileSync(this.web, WEB_SERVICE);
  }

  /** A web service that this Node runs. */
  service(name: string, port: number, ...args: string[]): Service {
    const service: Service = {
      ...emptyService(name),
      hostPath: process.execPath,
      args: [this.web, '--port', `{{Port "http" ${port}}}`, ...args],
    };
    return declareTemplated(service);
  }

  /** A service that runs a line of shell. */
  shell(name: string, line: string): Service {
    return { ...emptyService(name), hostPath: '/bin/sh', args: ['-c', line] };
  }

  request(services: Service[], values: Partial<RunRequest> = {}): RunRequest {
    const manifest: Manifest = { services };
    return {
      sessionId: 'test',
      dir: this.dir,
      stateDir: this.stateDir,
      manifest,
      overrides: {},
      bindExternal: false,
      startTimeout: 20_000,
      preferredPorts: {},
      genesisTime: 0,
      slotDuration: 12_000,
      wishes: {},
      onCluster: () => {},
      onChange: (changes) => {
        this.changes = changes;
      },
      ...values,
    };
  }

  async start(request: RunRequest, signal = new AbortController().signal, onEvent = (_event: PlaygroundEvent) => {}) {
    const emit = (event: PlaygroundEvent) => {
      this.events.push(event);
      onEvent(event);
    };
    const run = await createHostRunner().start(request, emit, signal);
    this.#runs.push(run);
    return run;
  }

  /** A process of this Node that runs a module's text. */
  node(source: string): ChildProcess {
    const path = join(this.root, `script-${this.#children.length}.ts`);
    writeFileSync(path, source);
    const child = spawn(process.execPath, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#children.push(child);
    return child;
  }

  /** Stops everything that is left. */
  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(this.#runs.map((run) => run.stop({ grace: 0 })));
    rmSync(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

export function isRunning(pid: number | undefined): boolean {
  return pid !== undefined && startTimeOf(pid) !== undefined;
}

/** Numbers that nothing listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
