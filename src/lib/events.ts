/**
 * The one stream of progress of a session: the terminal, the JSON log and the programmatic API read the same events.
 */
export type PlaygroundEvent =
  | { type: 'phase'; phase: Phase; detail?: string }
  | { type: 'notice'; message: string }
  | { type: 'service'; service: string; state: ServiceState; detail?: string; pid?: number }
  | { type: 'port-moved'; service: string; port: string; from: number; to: number; reason: string }
  | { type: 'ready'; milliseconds: number }
  | { type: 'failed'; code: string; message: string; hint?: string };

export type Phase = 'cook' | 'write' | 'start' | 'ready' | 'stop' | 'stopped';
export type ServiceState = 'waiting' | 'preparing' | 'starting' | 'running' | 'healthy' | 'unhealthy' | 'exited';

export type EmitEvent = (event: PlaygroundEvent) => void;
