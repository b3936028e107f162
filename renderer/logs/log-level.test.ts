import { expect, it } from 'vitest';
import { levelOf } from './log-level.ts';

it.each([
  ['2026-11-21T04:00:00Z ERROR could not open file', 'error'],
  ['error: no such file', 'error'],
  ['[warn] deprecated', 'warn'],
  ['npm WARN old lockfile', 'warn'],
  ['time=1 level=info msg="starting ERROR reporter"', 'info'],
  ['{"level":"debug","msg":"x"}', 'debug'],
  ['{"level":50,"msg":"pino"}', 'error'],
  ['INFO: 0 errors', 'info'],
  ['Error: boom', 'error'],
  ['there was no error in this run', undefined],
  ['information about terrors', undefined],
  ['', undefined],
] as const)('%j is %s', (line, level) => expect(levelOf(line)).toBe(level));
