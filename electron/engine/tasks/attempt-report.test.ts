import { expect, it } from 'vitest';
import { readReport } from './attempt-report.ts';

it.each([
  ['begun\t1700000000', { kind: 'begun', at: 1_700_000_000_000 }],
  ['ended\t', { kind: 'ended', at: undefined }],
  ['ended\t99999999999999999', { kind: 'ended', at: undefined }],
  ['code\t0', { kind: 'code', exitCode: 0 }],
  ['check\t255', { kind: 'check', exitCode: 255 }],
  ['lost\t', { kind: 'lost' }],
  ['refused\tmkdir: No space left', { kind: 'refused', message: 'mkdir: No space left' }],
  ['code\t-1', undefined],
  ['code\t1e9', undefined],
  ['code', undefined],
  ['', undefined],
  ['toString\t1', undefined],
])('reads %j', (line, report) => {
  expect(readReport(line)).toEqual(report);
});
