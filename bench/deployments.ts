import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderingTime } from './render.ts';
import type { Sample } from './statistics.ts';

const PROGRAM = join(import.meta.dirname, '..', 'dist', 'playground.js');

/** Custom resources and what is made of them, without a cluster. */
export function measureDeployments(runs: number): Sample[] {
  const folder = mkdtempSync(join(tmpdir(), 'playground-bench-'));
  const net = join(folder, 'net');
  spawnSync(process.execPath, [PROGRAM, 'start', 'l1', '--dry-run', '--output', net]);
  const generate: number[] = [];
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < runs; i++) {
    const begun = performance.now();
    const { status } = spawnSync(process.execPath, [PROGRAM, 'k8s', 'generate', net]);
    if (status !== 0) throw new Error('k8s generate failed');
    generate.push(performance.now() - begun);
    for (const topology of ['pod', 'services'] as const) {
      small.push(renderingTime(1000, topology));
      large.push(renderingTime(10_000, topology));
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return [
    { name: 'k8s generate, wall', unit: 'ms', goal: '≤ 150', values: generate },
    { name: 'rendering 1,000 services', unit: 'ms', goal: '≤ 300', values: small },
    { name: 'rendering 10,000 services', unit: 'ms', goal: '≤ 3000', values: large },
  ];
}
