import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { padding, TAR_END, type TarHeader, tarHeader } from './tar-header.ts';

const header = (part: Partial<TarHeader>): Buffer =>
  tarHeader({ type: 'file', name: Buffer.from('f'), mode: 0o644, sizeBytes: 0, modifiedAt: 0, ...part });
/** What GNU tar makes of it. */
const listed = (archive: Buffer) =>
  execFileSync('tar', ['--list', '--verbose', '--quoting-style=escape', '--numeric-owner', '-f', '-'], {
    input: Buffer.concat([archive, TAR_END]),
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
  }).toString('latin1');

it('writes what tar reads: modes, links, times', () => {
  const entries = Buffer.concat([
    header({ type: 'directory', name: Buffer.from('d/'), mode: 0o555, modifiedAt: 86_400 }),
    header({ type: 'symlink', name: Buffer.from('l'), mode: 0o777, target: Buffer.from('/else where') }),
  ]);
  expect(listed(entries)).toBe(
    'dr-xr-xr-x 0/0               0 1970-01-02 00:00 d/\nlrwxrwxrwx 0/0               0 1970-01-01 00:00 l -> /else where\n',
  );
});

it('takes names of any bytes and length', () => {
  expect(listed(header({ name: Buffer.from([0x66, 0xff, 0x0a]) }))).toContain('f\\377\\n');
  const long = Buffer.from(`${'d'.repeat(200)}/${'n'.repeat(255)}`);
  expect(listed(header({ name: long }))).toContain(` ${long}\n`);
  const target = Buffer.alloc(300, 't');
  expect(listed(header({ type: 'symlink', target }))).toContain(`-> ${target}\n`);
});

it('takes sizes that octal digits cannot hold', () => {
  const size = 20 * 2 ** 30;
  expect(header({ sizeBytes: size }).readBigUInt64BE(128)).toBe(BigInt(size));
});

it('describes holes, in more parts than one block holds', () => {
  const data = Array.from({ length: 30 }, (_, index) => ({ offset: index * 8192, length: 4096 }));
  const archive = Buffer.concat([
    header({ sizeBytes: 2 ** 20, data }),
    Buffer.alloc(30 * 4096, 'x'),
    Buffer.alloc(padding(30 * 4096)),
    header({ name: Buffer.from('next') }),
  ]);
  expect(listed(archive)).toMatch(/ 1048576 .* f\n.* 0 .* next\n$/);
});
