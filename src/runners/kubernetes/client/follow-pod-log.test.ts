import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ClusterStandIn,
  sendJson,
  sendStatus,
  startClusterStandIn,
} from '../../../../test/support/cluster-stand-in.ts';
import { waitUntil } from '../../../../test/support/wait-until.ts';
import { ClusterClient } from './cluster-client.ts';
import { type FollowPodOptions, followPodLog } from './follow-pod-log.ts';

const SELECTOR = { namespace: 'n', pod: 'net-0', container: 'el' };

interface Run {
  /** Seconds of the day, and what is said then. */
  lines: [seconds: number, text: string][];
  ended?: boolean;
}

let standIn: ClusterStandIn;
let controller: AbortController;
/** The runs of the one container of the pod; none for a container that waits. */
let runs: Run[];
let uid: string | undefined;
/** Open answers of the log. */
let open: ServerResponse[];
let lines: string[];
let trouble: string[];
/** What the next requests for the log are answered with instead, one after the other. */
let instead: ((response: ServerResponse) => void)[];

beforeEach(async () => {
  controller = new AbortController();
  [runs, open, lines, trouble, instead] = [[], [], [], [], []];
  uid = 'first';
  standIn = await startClusterStandIn((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (pathname.endsWith('/log')) sendLog(searchParams, response);
    else if (uid === undefined) sendStatus(response, 404, { details: { name: 'net-0' } });
    else sendJson(response, { metadata: { uid }, spec: {}, status: { containerStatuses: statuses() } });
  });
});
afterEach(async () => {
  controller.abort();
  await standIn.close();
});

function statuses() {
  const last = runs.at(-1);
  const terminated = { exitCode: 1 };
  const state = last === undefined ? {} : last.ended ? { terminated } : { running: {} };
  return [{ name: 'el', restartCount: Math.max(0, runs.length - 1), state }];
}

function sendLog(query: URLSearchParams, response: ServerResponse): void {
  const answer = instead.shift();
  if (answer !== undefined) {
    answer(response);
    return;
  }
  const run = runs.at(query.has('previous') ? -2 : -1);
  if (run === undefined) {
    sendStatus(response, 400, { message: 'container "el" in pod "net-0" is waiting to start: PodInitializing' });
    return;
  }
  const since = query.get('sinceTime') ?? '';
  const wanted = run.lines.filter(([seconds]) => timeOf(seconds) >= since.replace('.000Z', ''));
  response.write(
    wanted
      .slice(-Number(query.get('tailLines') ?? 1000))
      .map(format)
      .join(''),
  );
  response.flushHeaders();
  if (run.ended || query.has('previous')) response.end();
  else open.push(response);
}

const timeOf = (seconds: number) => `2026-11-26T10:00:${seconds.toFixed(9).padStart(12, '0')}Z`;
const format = ([seconds, text]: [number, string]) => `${timeOf(seconds)} ${text}\n`;

function say(seconds: number, text: string): void {
  runs.at(-1)?.lines.push([seconds, text]);
  open.at(-1)?.write(format([seconds, text]));
}

function end(): void {
  Object.assign(runs.at(-1) ?? {}, { ended: true });
  open.at(-1)?.end();
}

function follow(options: Partial<FollowPodOptions> = {}): Promise<void> {
  return followPodLog(new ClusterClient(standIn.cluster, { pauses: [] }), SELECTOR, {
    signal: controller.signal,
    onLine: (line) => lines.push(line),
    onTrouble: (message) => trouble.push(message),
    ...options,
  });
}

const lineCount = (count: number) => waitUntil(`${count} lines`, () => lines.length >= count);

describe('the log of a container in a pod', () => {
  it('begins when the container does, and ends with the pod', async () => {
    const done = follow();
    await waitUntil('some looks', () => standIn.asked.length > 2);
    runs.push({ lines: [[1, 'a']] });
    await lineCount(1);
    say(1.5, 'b');
    await lineCount(2);
    uid = undefined;
    end();
    await done;
    expect(lines).toEqual(['a', 'b']);
    expect(trouble).toEqual([]);
  });

  it('goes on after a cut, with no line lost or repeated', async () => {
    runs.push({ lines: [[1.1, 'a']] });
    void follow();
    await lineCount(1);
    say(1.1, 'b');
    open[0]?.write(format([1.2, 'c']).slice(0, -1));
    await lineCount(2);
    open[0]?.destroy();
    runs[0]?.lines.push([1.2, 'c'], [1.2, 'c']);
    await lineCount(4);
    expect(lines).toEqual(['a', 'b', 'c', 'c']);
    expect(standIn.asked.at(-1)).toContain('sinceTime=2026-11-26T10%3A00%3A01.000Z');
    expect(trouble).toEqual([]);
  });

  it('goes on with the next run, and with what of one was missed', async () => {
    runs.push({ lines: [[1, 'first']] });
    void follow();
    await lineCount(1);
    runs[0]?.lines.push([2, 'its end']);
    Object.assign(runs[0] ?? {}, { ended: true });
    runs.push({ lines: [[3, 'second']] });
    open[0]?.destroy();
    await lineCount(3);
    end();
    runs.push({ lines: [[4, 'third']] });
    await lineCount(4);
    expect(lines).toEqual(['first', 'its end', 'second', 'third']);
  });

  it('asks for no run twice while the next waits to be started', async () => {
    runs.push({ lines: [[1, 'a']], ended: true });
    void follow();
    await lineCount(1);
    const before = standIn.asked.length;
    await waitUntil('more looks', () => standIn.asked.length > before + 3);
    expect(standIn.asked.filter((asked) => asked.includes('/log'))).toHaveLength(1);
  });

  it('is not that of another pod of the same name', async () => {
    runs.push({ lines: [[1, 'a']] });
    const done = follow();
    await lineCount(1);
    uid = 'second';
    end();
    await done;
    await follow({ uid: 'first' });
    expect(lines).toEqual(['a']);
  });

  it('may begin with the last lines', async () => {
    runs.push({
      lines: [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ],
    });
    void follow({ tailLines: 2 });
    await lineCount(2);
    expect(lines).toEqual(['b', 'c']);
  });

  it('tells of trouble that lasts, and of what the kubelet says instead', async () => {
    runs.push({ lines: [[1, 'a']] });
    const refusal = (response: ServerResponse) => sendStatus(response, 500, { message: 'no route to the node' });
    instead = [refusal, refusal, refusal, (response) => void response.end('failed to open log file\n')];
    void follow();
    await lineCount(1);
    const subject = 'the log of el in pod net-0 of namespace n';
    expect(trouble).toEqual([`the cluster refuses ${subject}: no route to the node`]);
    instead = [(response) => void response.end('failed to open log file\n')];
    open[0]?.end();
    await waitUntil('the complaint', () => trouble.length === 2);
    expect(trouble[1]).toBe('failed to open log file');
  });

  it('may be forbidden', async () => {
    runs.push({ lines: [] });
    const message =
      'pods "net-0" is forbidden: User "ann" cannot get resource "pods/log" in API group "" in the namespace "n"';
    instead = [(response) => sendStatus(response, 403, { message })];
    await expect(follow()).rejects.toMatchObject({ message: 'you may not get pods/log in namespace n' });
  });

  it('ends with whoever cannot take a line', async () => {
    runs.push({ lines: [[1, 'a']] });
    const full = new Error('the disk is full');
    const onLine = () => {
      throw full;
    };
    await expect(follow({ onLine })).rejects.toBe(full);
  });

  it('ends when it is aborted', async () => {
    runs.push({ lines: [[1, 'a']] });
    const done = follow();
    await lineCount(1);
    controller.abort();
    await done;
    expect(trouble).toEqual([]);
  });
});
