import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSource } from './read-source.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-source-'));
});
afterAll(() => rm(folder, { recursive: true }));

const CANARY = 'CANARY-7d1f';
const environment = { PATH: process.env.PATH, KEY: CANARY, EMPTY: '' };
const node = (script: string) => `${process.execPath} -e '${script}'`;
const command = (text: string, commandWithinMs = 10_000) =>
  readSource({ kind: 'command', command: text }, { environment, commandWithinMs });

/** What the error says, which never holds the value. */
async function problem(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ error: { type: 'secret-unavailable', field: 'source' } });
  const text = JSON.stringify(error) + String(error);
  expect(text).not.toContain(CANARY);
  return text;
}

describe('an environment variable', () => {
  it('is read', async () => {
    const read = await readSource({ kind: 'environment', variable: 'KEY' }, { environment });
    expect(read.reveal()).toBe(CANARY);
  });

  it('that is missing or empty is said', async () => {
    const read = (variable: string) => readSource({ kind: 'environment', variable }, { environment });
    expect(await problem(read('ABSENT'))).toContain('no ABSENT');
    expect(await problem(read('EMPTY'))).toContain('empty');
  });
});

describe('a file', () => {
  const file = async (text: string) => {
    const path = join(folder, 'secret');
    await writeFile(path, text);
    return readSource({ kind: 'file', path }, { environment });
  };

  it('is read without the line end', async () => {
    expect((await file(`${CANARY}\n`)).reveal()).toBe(CANARY);
  });

  it('that cannot be a secret is said', async () => {
    expect(await problem(file(''))).toContain('empty');
    expect(await problem(file(`${CANARY}\n${CANARY}\n`))).toContain('more than one line');
    expect(await problem(file(CANARY.repeat(6_000)))).toContain('longer than 16 KiB');
    const absent = readSource({ kind: 'file', path: join(folder, 'absent') }, { environment });
    expect(await problem(absent)).toContain('does not exist');
    expect(await problem(readSource({ kind: 'file', path: folder }, { environment }))).toContain(
      'no regular',
    );
  });

  it.runIf(process.platform === 'linux')('is no device', async () => {
    expect(await problem(readSource({ kind: 'file', path: '/dev/zero' }, { environment }))).toContain(
      'regular',
    );
  });
});

describe('a command', () => {
  it('gives its first line', async () => {
    expect((await command(node(`console.log("${CANARY}\\nmore")`))).reveal()).toBe(CANARY);
  });

  it('that fails, hangs, prints nothing or too much is said', async () => {
    expect(await problem(command(node(`console.log("${CANARY}"); process.exit(3)`)))).toContain(
      'exit code 3',
    );
    expect(await problem(command(node('setInterval(() => 0, 1000)'), 300))).toContain('within 0.3 seconds');
    expect(await problem(command(node('0')))).toContain('printed nothing');
    expect(await problem(command(node(`console.log("\\n${CANARY}")`)))).toContain('printed nothing');
    expect(await problem(command(node('console.log("x".repeat(1e6))')))).toContain('more than a secret');
    expect(await problem(command('no-such-program-here'))).toContain('no program');
    expect(await problem(command('"open'))).toContain('without a closing');
    expect(await problem(command('  '))).toContain('no command');
  });

  it('meets no shell', async () => {
    expect((await command('echo $KEY')).reveal()).toBe('$KEY');
  });

  it('gets no input to wait for', async () => {
    expect(await problem(command('cat'))).toContain('printed nothing');
  });
});
