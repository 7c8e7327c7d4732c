export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = Record<string, string | number | bigint | boolean | undefined>;

/** Writes lines such as `2026-01-31T12:00:00.000Z info  beacon: block imported slot=3 root=0x12…`. */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export function createLogger(
  name: string,
  level: LogLevel = 'info',
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Logger {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (own: LogLevel) => {
    if (LOG_LEVELS.indexOf(own) < threshold) return () => {};
    return (message: string, fields: LogFields = {}) => {
      const tail = Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ` ${key}=${quoteIfNeeded(String(value))}`)
        .join('');
      write(`${new Date().toISOString()} ${own.padEnd(5)} ${name}: ${message}${tail}\n`);
    };
  };
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function quoteIfNeeded(value: string): string {
  return /[\s"]/.test(value) ? JSON.stringify(value) : value;
}
