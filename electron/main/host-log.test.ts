import { expect, it } from 'vitest';
import { createLogger } from '../lib/logger.ts';
import { HostLog, hostLogLine } from './host-log.ts';

function lines(...chunks: Buffer[]): string[] {
  const written: string[] = [];
  const log = new HostLog((line) => written.push(line));
  for (const chunk of chunks) log.push(chunk);
  log.end();
  return written;
}

it('makes whole lines of chunks, wherever they were cut', () => {
  const bytes = Buffer.from('one\ntwo – three\r\n\nfour');
  for (let at = 0; at <= bytes.length; at += 1)
    expect(lines(bytes.subarray(0, at), bytes.subarray(at))).toEqual(['one', 'two – three', 'four']);
});

it('keeps no endless line', () => {
  const long = Buffer.alloc(100_000, 'x');
  expect(lines(long, long, Buffer.from('\nnext\n')).map(({ length }) => length)).toEqual([16_000, 4]);
});

it('takes over log lines with their own level', () => {
  const written: string[] = [];
  createLogger((line) => written.push(line))
    .child('egress')
    .warn('no gateway', { agentId: 'a1' });
  const line = written[0] ?? '';
  expect(hostLogLine(line, 'info', 0)).toBe(line);
});

it.each(['(node:7) Warning', '{"level":"error"}', '{ not JSON', '{"time":"t","message":"m","level":"loud"}'])(
  'gives other text the level of its output: %s',
  (text) => {
    expect(JSON.parse(hostLogLine(text, 'warn', 0))).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      scope: 'engine-host',
      message: text,
    });
  },
);
