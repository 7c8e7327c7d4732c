import { isPlaygroundError, messageOf, PlaygroundError, systemCodeOf } from '../lib/errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { type Palette, PLAIN } from './ui/palette.ts';

export interface ErrorReport {
  /** For standard error. */
  text: string;
  /** For standard output, with `--json`. */
  document: { error: { code: string; message: string; hint?: string; details?: Record<string, unknown> } };
  exitCode: number;
}

const SYSTEM_ERRORS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
};

/** An expected failure is one line and a hint; anything else is a bug and shows where it happened. */
export function reportError(error: unknown, palette: Palette = PLAIN): ErrorReport {
  const known = isPlaygroundError(error) ? error : systemFailure(error);
  if (known === undefined) return reportBug(error, palette);
  const { code, message, hint, details } = known;
  return {
    text: `${palette.bad('error:')} ${message}${hint === undefined ? '' : indented(hint)}`,
    document: {
      error: {
        code,
        message,
        ...(hint === undefined ? {} : { hint }),
        ...(Object.keys(details).length === 0 ? {} : { details }),
      },
    },
    exitCode: exitCodeOf(known.kind),
  };
}

function reportBug(error: unknown, palette: Palette): ErrorReport {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `${stack}\n${palette.bad('error:')} this is a bug in the playground; please report it with the lines above`,
    document: { error: { code: 'bug', message: messageOf(error), details: { stack } } },
    exitCode: 1,
  };
}

/** A full disk or a missing permission is nobody's bug, wherever it shows. */
function systemFailure(error: unknown): PlaygroundError | undefined {
  const code = systemCodeOf(error);
  const words = code === undefined ? undefined : SYSTEM_ERRORS[code];
  if (code === undefined || words === undefined) return undefined;
  const path = (error as NodeJS.ErrnoException).path;
  return new PlaygroundError(code.toLowerCase(), path === undefined ? words : `${words}: ${path}`, {
    kind: 'environment',
    hint: messageOf(error),
    cause: error,
  });
}

function indented(hint: string): string {
  return hint
    .split('\n')
    .map((line) => `\n  ${line}`)
    .join('');
}
