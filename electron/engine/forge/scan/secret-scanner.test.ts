import { expect, it } from 'vitest';
import { AddedLines } from './added-lines.ts';
import { findingsId, SecretScanner } from './secret-scanner.ts';

/** Put together here, so that this file holds nothing that looks like a key. */
const github = ['ghp', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7xC0fL3rU6'].join('_');
const pem = ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ');

function findings(log: string, pieces = log.length) {
  const scanner = new SecretScanner();
  const lines = new AddedLines((block) => scanner.scan(block));
  for (let at = 0; at < log.length; at += pieces) lines.push(log.slice(at, at + pieces));
  lines.end();
  return scanner.findings;
}
const places = (log: string, pieces?: number) =>
  findings(log, pieces).map(({ path, line, rule }) => `${path}:${line} ${rule}`);

const diff = (path: string, start: number, ...added: string[]) =>
  [
    `diff --git a/${path} b/${path}`,
    'index 1..2 100644',
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -1,1 +${start},${added.length} @@ f()`,
    '-old',
    ...added.map((line) => `+${line}`),
    '',
  ].join('\n');

it('finds keys in added lines with file and line, however the text is cut', () => {
  const log = diff('a.ts', 3, 'const a = 1;', `token = "${github}"`) + diff('b b.txt', 9, 'x');
  expect(places(log)).toEqual(['a.ts:4 github-pat']);
  expect(places(log, 7)).toEqual(['a.ts:4 github-pat']);
});

it('finds a private key of several lines', () => {
  const body = Array.from({ length: 4 }, (_, index) => `MIIEow${index}`.padEnd(64, 'Qx7'));
  const log = diff('id', 1, 'first', pem, ...body, pem.replace('BEGIN', 'END'));
  expect(places(log)).toEqual(['id:2 private-key']);
});

it('takes no removed line, no header in a line, no placeholder of the app for one', () => {
  const log = diff('a', 1, 'x').replace('-old', `-${github}`);
  expect(places(log)).toEqual([]);
  expect(places(diff('a', 1, `++ b/other`, `"${github}"`))).toEqual(['a:2 github-pat']);
  expect(places(diff('a', 1, `ghp_bulkhead${'a1b2c3d4'.repeat(3)}`))).toEqual([]);
});

it('looks at what a merge adds itself', () => {
  const log = [
    'diff --cc a',
    '--- a/a',
    '+++ b/a',
    '@@@ -1,1 -1,1 +5,2 @@@',
    `+ ${github}`,
    `++${github}`,
    '',
  ].join('\n');
  expect(places(log)).toEqual(['a:6 github-pat']);
});

it('keeps its memory bounded in a line of megabytes, and sees a key in it', () => {
  const log = diff('min.js', 1, `${'x '.repeat(500_000)}"${github}"`);
  expect(places(log, 65_536)).toEqual(['min.js:1 github-pat']);
});

it('asks again about other findings, and not about the same', () => {
  const one = findingsId(findings(diff('a', 1, `"${github}"`)));
  expect(findingsId(findings(diff('a', 7, `"${github}"`)))).toBe(one);
  expect(findingsId(findings(diff('a', 1, `"${github.replace('aB3', 'cB4')}"`)))).not.toBe(one);
});
