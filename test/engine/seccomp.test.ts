import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seccompProfileText } from '../../electron/engine/seccomp/seccomp.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { containerByDockerCli, docker, dockerOutput } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let option: string[];
let agent: string;
/** As powerful as the filter's own refusals can be told from missing rights. */
let powerful: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tightened.json');
  writeFileSync(file, seccompProfileText({ kind: 'tightened' }, undefined) ?? '');
  option = ['--security-opt', `seccomp=${file}`];
  const node = ['--tmpfs', '/tmp:exec', '-e', 'HOME=/tmp'];
  agent = await containerByDockerCli(
    scope,
    [
      ...option,
      ...node,
      ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--user', '1000:1000', '--read-only'],
    ],
    ['sleep', '600'],
    'node:24-slim',
  );
  powerful = await containerByDockerCli(
    scope,
    [...option, ...node, '--cap-add', 'SYS_ADMIN', '--cap-add', 'SYS_PTRACE', '--cap-add', 'NET_RAW'],
    ['sleep', '600'],
    'node:24-slim',
  );
});
afterAll(() => scope.dispose());

/** A Perl program that makes a system call by its number and prints the error's number. */
const errnoOf = (call: string) => `my $path = shift; print syscall(${call}) < 0 ? $! + 0 : 0`;
const EPERM = '1';
const ENOSYS = '38';

describe.runIf(process.arch === 'x64')('the tightened profile refuses, whatever the capabilities', () => {
  // Numbers: arch/x86/entry/syscalls/syscall_64.tbl
  it.each([
    ['io_uring_setup', '425, 8, 0', EPERM],
    ['ptrace', '101, 0, 0, 0, 0', EPERM],
    ['process_vm_readv', '310, 1, 0, 0, 0, 0, 0', EPERM],
    ['unshare of a user namespace', '272, 0x10000000', EPERM],
    ['unshare of a mount namespace', '272, 0x20000', EPERM],
    ['clone into a user namespace', '56, 0x10000011, 0, 0, 0, 0', EPERM],
    ['clone3', '435, 0, 0', ENOSYS],
    ['mount', '165, 0, 0, 0, 0, 0', EPERM],
    ['umount2', '166, 0, 0', EPERM],
    ['setns', '308, 0, 0', EPERM],
    ['bpf', '321, 0, 0, 0', EPERM],
    ['perf_event_open', '298, 0, 0, 0, 0, 0', EPERM],
    ['keyctl', '250, 0, 0, 0, 0, 0', EPERM],
    ['add_key', '248, 0, 0, 0, 0, 0', EPERM],
    ['userfaultfd', '323, 0', EPERM],
    ['a packet socket', '41, 17, 3, 0', EPERM],
    ['a raw socket', '41, 2, 3, 1', EPERM],
    ['a netfilter socket', '41, 16, 3, 12', EPERM],
    ['a kernel crypto socket', '41, 38, 5, 0', EPERM],
    ['a virtual machine’s socket', '41, 40, 1, 0', EPERM],
    ['a device node', '133, $path, 060600, 0x800', EPERM],
    ['personality without randomisation', '135, 0x0040000', EPERM],
  ])('%s', async (_, call, expected) => {
    expect(await docker('exec', powerful, 'perl', '-e', errnoOf(call), '/tmp/node')).toBe(expected);
  });

  it('lets the same ways through that programs need', async () => {
    const allowed = [
      '133, $path, 010600, 0', // A named pipe.
      '41, 1, 5, 0', // A Unix socket.
      '41, 10, 1, 0', // An IPv6 socket.
      '41, 16, 3, 0', // A route socket, which getifaddrs uses.
      '135, 0xffffffff', // Reads the personality.
    ];
    for (const call of allowed) {
      expect(await docker('exec', powerful, 'perl', '-e', errnoOf(call), '/tmp/node'), call).toBe('0');
    }
  });
});

describe('what agents use runs under the tightened profile', () => {
  it.each([
    [
      'node',
      ['node', '-e', 'new worker_threads.Worker("0", { eval: true }).on("exit", () => console.log("done"))'],
      'done',
    ],
    [
      'node’s network interfaces',
      ['node', '-p', 'Object.keys(os.networkInterfaces()).includes("lo")'],
      'true',
    ],
    ['node’s children', ['node', '-p', 'child_process.execSync("echo done").toString()'], 'done'],
    ['WebAssembly', ['node', '-p', 'new WebAssembly.Memory({ initial: 1 }).buffer.byteLength'], '65536'],
    ['npm', ['npm', '--version'], '.'],
    [
      'python with threads and children',
      [
        'python3',
        '-c',
        'import threading, subprocess; t = threading.Thread(target=print, args=("done",)); t.start(); t.join(); subprocess.check_call(["true"])',
      ],
      'done',
    ],
    [
      'git',
      [
        'bash',
        '-c',
        'git init -q /tmp/r && cd /tmp/r && git -c user.name=a -c user.email=a@b.test commit -q --allow-empty -m done && git log --format=%s',
      ],
      'done',
    ],
    [
      'bash with pipes and jobs',
      ['bash', '-c', '(sleep 0.01; echo done) & wait; mkfifo /tmp/f && rm /tmp/f'],
      'done',
    ],
    ['curl', ['curl', '--version'], 'curl'],
    ['tar', ['bash', '-c', 'tar c -C /etc passwd | tar t'], 'passwd'],
  ])('%s', async (_, command, expected) => {
    expect(await dockerOutput('exec', agent, ...command)).toContain(expected);
  });

  it('is really in force', async () => {
    expect(await docker('exec', agent, 'grep', 'Seccomp:', '/proc/self/status')).toMatch(/2$/);
  });
});
