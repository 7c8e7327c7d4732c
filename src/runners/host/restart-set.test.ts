import { describe, expect, it } from 'vitest';
import type { HostCommand } from '../../targets/host/render-host.ts';
import { restartSet } from './restart-set.ts';

describe('restartSet', () => {
  const command = (service: string, args: string[], ...dependsOn: string[]): HostCommand => ({
    service,
    program: { kind: 'playground' },
    prepare: [],
    args,
    env: {},
    volumes: [],
    ports: [],
    hostPorts: {},
    readyCheck: undefined,
    watchedBy: undefined,
    dependsOn: dependsOn.map((name) => ({ name, condition: 'healthy' })),
  });

  it('has the one that failed, who is told of its address, and who waits for them', () => {
    const before = [
      command('el', ['1']),
      command('beacon', ['1']),
      command('relay', [], 'beacon'),
      command('other', []),
    ];
    const after = [
      command('el', ['2']),
      command('beacon', ['2']),
      command('relay', [], 'beacon'),
      command('other', []),
    ];
    expect(restartSet(before, after, 'el')).toEqual(new Set(['el', 'beacon', 'relay']));
    expect(restartSet(before, before, 'other')).toEqual(new Set(['other']));
  });
});
