export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log lines. Fields must be safe to print: wrap secrets in `Secret`. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  child(scope: string): Logger;
}

const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

function printable(value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? value.message) : value;
}

/** A logger that hands one line of JSON per entry to `write`. */
export function createLogger(write: (line: string) => void, minimum: LogLevel = 'info', scope = ''): Logger {
  const log = (level: LogLevel, message: string, fields: Record<string, unknown> = {}) => {
    if (order[level] < order[minimum]) return;
    const safe = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, printable(value)]));
    write(JSON.stringify({ time: new Date().toISOString(), level, scope, message, ...safe }));
  };
  return {
    debug: (message, fields) => log('debug', message, fields),
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    error: (message, fields) => log('error', message, fields),
    child: (name) => createLogger(write, minimum, scope ? `${scope}.${name}` : name),
  };
}

export const silentLogger: Logger = createLogger(() => undefined, 'error');
