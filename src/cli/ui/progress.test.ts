import { describe, expect, it } from 'vitest';
import type { PlaygroundEvent } from '../../lib/events.ts';
import type { Output } from '../output.ts';
import { PLAIN } from './palette.ts';
import { createProgress } from './progress.ts';

const EVENTS: PlaygroundEvent[] = [
  { type: 'notice', message: 'embedded clients: no containers here' },
  { type: 'phase', phase: 'start' },
  { type: 'service', service: 'el', state: 'starting', pid: 7 },
  { type: 'port-moved', service: 'el', port: 'http', from: 8545, to: 8546, reason: 'it was taken' },
  { type: 'service', service: 'el', state: 'healthy' },
  { type: 'service', service: 'beacon', state: 'exited', detail: 'exit code 1' },
];

function record(options: { json?: boolean; isTerminal?: boolean }): string {
  let text = '';
  const output: Output = {
    json: options.json ?? false,
    isTerminal: options.isTerminal ?? false,
    palette: PLAIN,
    columns: () => 80,
    write: (part) => {
      text += part;
    },
    line: (line = '') => {
      text += `${line}\n`;
    },
    remark: () => {},
    document: (value) => {
      text += `${JSON.stringify(value)}\n`;
    },
    onResize: () => () => {},
  };
  const progress = createProgress(output);
  for (const event of EVENTS) progress.event(event);
  progress.end();
  return text;
}

describe('createProgress', () => {
  it('writes plain lines without cursor control where there is no terminal', () => {
    expect(record({})).toBe(
      [
        'embedded clients: no containers here',
        'starting the services',
        'el: port http is 8546 instead of 8545: it was taken',
        'el: healthy',
        'beacon: exited: exit code 1',
        '',
      ].join('\n'),
    );
  });

  it('writes every event as JSON with its time', () => {
    const lines = record({ json: true }).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      EVENTS.map((event) => ({ ...event, time: expect.stringMatching(/^\d{4}-.*Z$/) })),
    );
  });

  it('redraws on a terminal, and leaves notices standing above', () => {
    const text = record({ isTerminal: true });
    expect(text.startsWith('\r\x1b[Jembedded clients: no containers here\n')).toBe(true);
    expect(text).toContain('beacon  exited');
    expect(text.endsWith('\x1b[J')).toBe(true);
  });
});
