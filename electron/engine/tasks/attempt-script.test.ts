import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EXEC_VARIABLE } from '../console/signal-programs.ts';
import { attendCommand, roundFolder } from './attempt-script.ts';

const run = promisify(execFile);
const attemptId = 'b'.repeat(12);
const roundId = 'c'.repeat(12);

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bulkhead-script-'));
});
afterEach(() => rm(home, { recursive: true }));

/** Runs the script of a round here, in a home of the test's own; resolves to the kinds of its report. */
async function attend(hasBegun: boolean): Promise<string[]> {
  const round = { attemptId, roundId };
  const command = ['sh', '-c', `echo run >>${home}/runs`];
  const [shell = '', ...words] = attendCommand({ ...round, check: '', command, hasBegun }).map((word) =>
    word === roundFolder(round) ? join(home, attemptId, roundId) : word,
  );
  const env = { ...process.env, [EXEC_VARIABLE]: roundId };
  const { stdout } = await run(shell, words, { env });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

const runs = async () => await readFile(join(home, 'runs'), 'utf8').catch(() => '');

it('keeps the folder of a later round in that of its attempt', () => {
  const first = roundFolder({ attemptId, roundId: attemptId });
  expect(roundFolder({ attemptId, roundId })).toBe(`${first}/${roundId}`);
});

it('begins a round once, also where its attempt left no folder', async () => {
  expect(await attend(false)).toEqual(['begun', 'code', 'ended']);
  expect(await attend(false)).toEqual(['begun', 'code', 'ended']);
  expect(await attend(true)).toEqual(['begun', 'code', 'ended']);
  expect(await runs()).toBe('run\n');
});

it('does not begin a round again whose folder is gone', async () => {
  expect(await attend(true)).toEqual(['lost']);
  expect(await runs()).toBe('');
});
