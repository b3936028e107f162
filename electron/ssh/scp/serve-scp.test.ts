import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerChannel } from 'ssh2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { duplexPair } from '../../lib/duplex-pair.ts';
import { Scope } from '../../lib/scope.ts';
import { localPrograms } from '../local-programs.fixture.ts';
import { serveScp } from './serve-scp.ts';

let scope: Scope;
let home: string;
beforeEach(() => {
  scope = new Scope();
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-scp-'));
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  home = folder;
});
afterEach(() => scope.dispose());

const PROGRAMS = [
  'sh',
  'bash',
  'cat',
  'chmod',
  'chown',
  'dd',
  'find',
  'head',
  'ls',
  'mkdir',
  'readlink',
  'stat',
  'touch',
];

/** A folder of the usual programs without scp, so that this machine's own does not answer. */
function programsWithoutScp(): string {
  const bin = mkdtempSync(join(tmpdir(), 'bulkhead-scp-bin-'));
  scope.add(() => rmSync(bin, { recursive: true, force: true }));
  for (const name of [...PROGRAMS, 'base64']) symlinkSync(`/usr/bin/${name}`, join(bin, name));
  return bin;
}

/** What the agent answers to the bytes of a client, and its exit code. */
async function copy(line: string, bytes: string): Promise<{ code: number | undefined; text: string }> {
  const [channel, client] = duplexPair();
  let code: number | undefined;
  const exit = (value: number) => {
    code = value;
  };
  const chunks = client.toArray();
  client.end(bytes);
  await serveScp({
    channel: Object.assign(channel, { exit }) as unknown as ServerChannel,
    line,
    programs: localPrograms(home, { path: programsWithoutScp() }),
    signal: scope.signal,
    runLine: () => channel.end('own'),
  });
  return { code, text: Buffer.concat(await chunks).toString() };
}

it('receives files and folders with their times and permissions', async () => {
  const tree = 'T1600000000 0 1600000000 0\nD0750 0 tree\nC0640 4 one\nfour\0E\n';
  expect(await copy('scp -r -p -t .', `${tree}C0600 0 empty\n\0`)).toEqual({ code: 0, text: '\0'.repeat(8) });
  expect(readFileSync(join(home, 'tree/one'), 'utf8')).toBe('four');
  expect(statSync(join(home, 'tree')).mtimeMs).toBe(1_600_000_000_000);
  expect([statSync(join(home, 'tree')).mode & 0o777, statSync(join(home, 'empty')).size]).toEqual([0o750, 0]);
});

it('sends what a pattern names, and says what is no file', async () => {
  writeFileSync(join(home, 'a file'), 'text', { mode: 0o640 });
  expect(await copy('scp -f a*e .', '\0'.repeat(5))).toEqual({
    code: 1,
    text: 'C0640 4 a file\ntext\0\u0001scp: .: not a regular file\n',
  });
});

it.each([
  'C0644 1 ../out\nx\0',
  'C0644 1 ..\nx\0',
  'C0644 9999 cut\nx',
  'D0755 0 folder\n',
  'E\n',
  'nonsense\n',
])('ends a copy that sends %j', async (bytes) => {
  expect((await copy('scp -t .', bytes)).code).toBe(1);
  for (const path of ['../out', 'folder', 'x']) expect(existsSync(join(home, path)), path).toBe(false);
});

it('goes on after a file that cannot be written', async () => {
  const { code, text } = await copy('scp -t no/such/folder', 'C0644 1 one\n');
  expect([code, text.slice(0, 7), text.at(-1)]).toEqual([1, '\0\u0001scp: ', '\n']);
});

it('leaves a line that asks for something else to the shell', async () => {
  expect(await copy('scp -t -S x', '')).toEqual({ code: undefined, text: 'own' });
});
