import { readFileSync } from 'node:fs';
import { fileError } from '../lib/file-error.ts';
import { decodeManifest } from '../manifest/codec.ts';
import type { Manifest } from '../manifest/service.ts';
import type { RunningService } from '../runners/runner.ts';
import { portKey } from '../targets/host/host-addressing.ts';
import { sessionPaths } from './paths.ts';

/** The manifest of a session's folder. Throws `PlaygroundError` that names the file. */
export function readSessionManifest(dir: string): { manifest: Manifest; path: string } {
  const path = sessionPaths(dir).manifest;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, 'read', path);
  }
  return { manifest: decodeManifest(text, path), path };
}

/** `service/port` → the number that it has, or had, on this machine. Pure. */
export function recordedPorts(services: readonly RunningService[]): Record<string, number> {
  const ports = services.flatMap((service) =>
    service.ports.map((port): [string, number] => [portKey(service, port), port.hostPort]),
  );
  return Object.fromEntries(ports);
}
