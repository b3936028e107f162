import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { exitOnFault } from './exit-on-fault.ts';
import { createLogger } from './logger.ts';

it.each([
  ['uncaughtException', 'uncaught exception'],
  ['unhandledRejection', 'unhandled rejection'],
])('logs an %s, then ends once with a code that is not zero', (event, message) => {
  const process = new EventEmitter();
  const order: unknown[] = [];
  const logger = createLogger((line) => order.push(JSON.parse(line)));
  exitOnFault({ process, logger, exit: (code) => order.push(code) });
  process.emit(event, new Error('bug'));
  process.emit(event, new Error('another'));
  expect(order).toMatchObject([
    { level: 'error', message, error: expect.stringContaining('bug') },
    1,
    { level: 'error', error: expect.stringContaining('another') },
  ]);
});
