import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PlaygroundEvent } from '../../src/lib/events.ts';
import type { Session, StartOptions } from '../../src/session/session.ts';
import type { SessionRecord } from '../../src/session/session-record.ts';
import { startSession } from '../../src/session/start-session.ts';
import { freePorts, HostWorld } from './host-world.ts';
import type { CliOrder } from './session-cli.ts';
import { type SessionRecipeOptions, sessionRecipe } from './session-recipe.ts';
import { waitUntil } from './wait-until.ts';

/** A user with a state folder of their own, and sessions of two small services. */
export class SessionWorld {
  readonly host = new HostWorld();
  readonly events: PlaygroundEvent[] = [];
  readonly #stateHome = join(this.host.root, 'home');
  readonly #before = process.env.XDG_STATE_HOME;
  readonly #clis: ChildProcess[] = [];
  #sessions: Session[] = [];
  #port = 0;

  static async create(): Promise<SessionWorld> {
    const world = new SessionWorld();
    [world.#port = 0] = await freePorts(1);
    process.env.XDG_STATE_HOME = world.#stateHome;
    return world;
  }

  get sessions(): string {
    return join(this.#stateHome, 'builder-playground', 'sessions');
  }

  get port(): number {
    return this.#port;
  }

  path(name: string): string {
    return join(this.host.root, name);
  }

  recipeOptions(values: Partial<SessionRecipeOptions> = {}): SessionRecipeOptions {
    return { web: this.host.web, port: this.#port, ...values };
  }

  options(values: Partial<StartOptions> = {}, recipe: Partial<SessionRecipeOptions> = {}): StartOptions {
    const { web, port, ...rest } = this.recipeOptions(recipe);
    return { recipe: sessionRecipe({ web, port, ...rest }), flags: {}, commandLine: ['start', 'small'], ...values };
  }

  async start(values: Partial<StartOptions> = {}, recipe: Partial<SessionRecipeOptions> = {}): Promise<Session> {
    const session = await startSession(this.options(values, recipe), this.emit);
    this.#sessions.push(session);
    return session;
  }

  /** To be stopped with the others. */
  adopt(session: Session): Session {
    this.#sessions.push(session);
    return session;
  }

  readonly emit = (event: PlaygroundEvent): void => {
    this.events.push(event);
  };

  /** A command line as a process of its own. */
  cli(order: Partial<CliOrder> = {}) {
    const full: CliOrder = { recipe: this.recipeOptions(), options: {}, ...order };
    const script = resolve('test/support/session-cli.ts');
    const child = spawn(process.execPath, [script, JSON.stringify(full)], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#clis.push(child);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    // biome-ignore lint/suspicious/noExplicitAny: what a line holds is for each test to say
    const lines = (): any[] =>
      output
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    // biome-ignore lint/suspicious/noExplicitAny: see above
    const line = (name: string): Promise<any> =>
      waitUntil(
        `"${name}" of the command line, which said ${output.slice(-300)}`,
        () => lines().find((value) => name in value)?.[name],
        20_000,
      );
    return { child, lines, line };
  }

  record(dir: string): SessionRecord {
    return JSON.parse(readFileSync(join(dir, 'session.json'), 'utf8'));
  }

  names(): string[] {
    return existsSync(this.sessions) ? readdirSync(this.sessions).sort() : [];
  }

  claimedPorts(): string[] {
    const folder = join(this.sessions, '..', 'ports');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  async close(): Promise<void> {
    for (const cli of this.#clis) cli.kill('SIGKILL');
    await Promise.all(this.#sessions.map((session) => session.stop({ force: true })));
    process.env.XDG_STATE_HOME = this.#before;
    if (this.#before === undefined) delete process.env.XDG_STATE_HOME;
    await this.host.close();
  }
}
