import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leftBehind } from './left-behind.ts';

const EXEC = '/run/bulkhead-engine-0123456789ab';
let proc: string;
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'bulkhead-proc-'));
  add('self', 'node', 1);
});
afterEach(() => rmSync(proc, { recursive: true, force: true }));

function add(pid: string, commandLine: string, namespace: number): void {
  mkdirSync(join(proc, pid, 'ns'), { recursive: true });
  writeFileSync(join(proc, pid, 'cmdline'), commandLine.replaceAll(' ', '\0'));
  symlinkSync(`user:[${namespace}]`, join(proc, pid, 'ns', 'user'));
}

it('finds what names the folder, and what is in the same user namespace', async () => {
  add('90001', `rootlesskit --exec-root ${EXEC}`, 1);
  add('90002', `containerd-shim -address ${EXEC}/containerd.sock`, 2);
  add('90003', 'sleep 600', 2);
  expect(await leftBehind(EXEC, proc)).toEqual([90001, 90002, 90003]);
});

it('leaves others alone, in the namespace of the machine and in those of other programs', async () => {
  add('90001', `rootlesskit --exec-root ${EXEC}`, 1);
  add('90004', 'bash', 1);
  add('90005', 'chrome', 3);
  add('90006', 'dockerd --exec-root /run/bulkhead-engine-ffffffffffff', 4);
  expect(await leftBehind(EXEC, proc)).toEqual([90001]);
});
