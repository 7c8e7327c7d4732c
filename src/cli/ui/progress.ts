import type { PlaygroundEvent, ServiceState } from '../../lib/events.ts';
import type { Output } from '../output.ts';
import { LiveArea } from './live-area.ts';
import type { Paint, Palette } from './palette.ts';
import { table } from './table.ts';

/** Shows the events of a session that starts or stops. */
export interface Progress {
  event(event: PlaygroundEvent): void;
  /** What is left on the screen is final: of later events only notices are shown. JSON goes on with all of them. */
  end(): void;
}

export function createProgress(output: Output): Progress {
  if (output.json) return jsonProgress(output);
  const { event, end } = output.isTerminal ? liveProgress(output) : plainProgress(output);
  let ended = false;
  return {
    event: (next) => {
      if (!ended) event(next);
      else if (next.type === 'notice') output.remark(next.message);
    },
    end: () => {
      if (!ended) end();
      ended = true;
    },
  };
}

function jsonProgress(output: Output): Progress {
  return {
    event: (event) => output.document({ time: new Date().toISOString(), ...event }),
    end: () => {},
  };
}

/** A line for whatever is worth one in a log. */
function plainProgress(output: Output): Progress {
  return {
    event: (event) => {
      const line = plainLine(event);
      if (line !== undefined) output.line(line);
    },
    end: () => {},
  };
}

const WORTH_A_LINE: readonly ServiceState[] = ['healthy', 'unhealthy', 'exited'];

export function plainLine(event: PlaygroundEvent): string | undefined {
  switch (event.type) {
    case 'notice':
      return event.message;
    case 'port-moved':
      return `${event.service}: port ${event.port} is ${event.to} instead of ${event.from}: ${event.reason}`;
    case 'service':
      return WORTH_A_LINE.includes(event.state) ? `${event.service}: ${event.state}${detail(event)}` : undefined;
    case 'phase':
      return event.phase === 'start' ? 'starting the services' : undefined;
    default:
      return undefined;
  }
}

/** One line a service, redrawn in place; notices stay above. */
function liveProgress(output: Output): Progress {
  const area = new LiveArea(output);
  const services = new Map<string, { state: ServiceState; detail: string }>();
  let phase = '';
  const draw = () => area.show(progressLines(phase, services, output.palette));
  const stopListening = output.onResize(draw);
  return {
    event: (event) => {
      if (event.type === 'service') services.set(event.service, { state: event.state, detail: detail(event) });
      else if (event.type === 'phase') phase = PHASES[event.phase] ?? '';
      else {
        const line = plainLine(event);
        if (line !== undefined) area.above([line]);
      }
      draw();
    },
    end: () => {
      stopListening();
      area.clear();
    },
  };
}

const PHASES: Readonly<Record<string, string>> = {
  cook: 'making the genesis and the keys',
  write: 'writing the session folder',
  start: 'starting the services',
  wait: 'waiting until everything is ready',
  stop: 'stopping',
};

function progressLines(
  phase: string,
  services: ReadonlyMap<string, { state: ServiceState; detail: string }>,
  palette: Palette,
): string[] {
  const rows = [...services].map(([name, { state, detail: text }]) => [
    name,
    paintOf(state, palette)(state),
    palette.faint(text.replace(/^: /, '')),
  ]);
  return [...(phase === '' ? [] : [palette.faint(`${phase}…`)]), ...table(rows, '  ')];
}

function paintOf(state: ServiceState, palette: Palette): Paint {
  switch (state) {
    case 'healthy':
    case 'running':
      return palette.good;
    case 'unhealthy':
    case 'exited':
      return palette.bad;
    case 'waiting':
      return palette.faint;
    default:
      return palette.busy;
  }
}

function detail({ detail: text }: { detail?: string }): string {
  return text === undefined || text === '' ? '' : `: ${text}`;
}
