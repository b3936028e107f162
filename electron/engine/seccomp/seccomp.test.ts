import { describe, expect, it } from 'vitest';
import tightened from '../../../assets/seccomp/tightened.json' with { type: 'json' };
import { AppFailure } from '../../contract/error.ts';
import { dangerousCalls, seccompInForce, seccompProfileText } from './seccomp.ts';
import { parseSeccompProfile, permits } from './seccomp-profile.ts';

function failure(text: string): { message: string; type: string; raw?: string | undefined } {
  try {
    parseSeccompProfile(text);
  } catch (error) {
    if (error instanceof AppFailure) return error.error;
  }
  throw new Error('the profile was accepted');
}
const profile = (rest: object) => JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', ...rest });

describe('the tightened profile', () => {
  const parsed = parseSeccompProfile(JSON.stringify(tightened));

  it.each([
    'io_uring_setup',
    'ptrace',
    'process_vm_readv',
    'mount',
    'umount2',
    'unshare',
    'setns',
    'chroot',
    'clone3',
    'bpf',
    'perf_event_open',
    'keyctl',
    'userfaultfd',
    'modify_ldt',
    'kexec_load',
    'init_module',
    'socketcall',
  ])('refuses %s', (call) => expect(permits(parsed, call)).toBe(false));

  it.each(['execve', 'clone', 'socket', 'mknodat', 'seccomp', 'landlock_restrict_self', 'epoll_pwait2'])(
    'permits %s',
    (call) => expect(permits(parsed, call)).toBe(true),
  );

  it('has no rule that a capability would open', () => {
    expect(JSON.stringify(tightened)).not.toContain('CAP_');
  });
});

describe('parseSeccompProfile', () => {
  it.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    ['{', 'not valid JSON'],
    ['[]', 'JSON object'],
    ['{}', 'defaultAction'],
    [profile({ defaultAction: 'ALLOW' }), 'defaultAction'],
    [profile({ defaultAction: 'SCMP_ACT_NOTIFY' }), 'defaultAction'],
    [profile({ syscalls: [{ names: ['a'], action: 'nope' }] }), 'syscalls.0.action'],
    [profile({ syscalls: [{ action: 'SCMP_ACT_ALLOW' }] }), 'needs either "names"'],
    [
      profile({
        syscalls: [
          { names: ['a'], action: 'SCMP_ACT_ALLOW', args: [{ index: 6, value: 0, op: 'SCMP_CMP_EQ' }] },
        ],
      }),
      'args.0.index',
    ],
    [
      profile({ architectures: ['SCMP_ARCH_X86'], archMap: [{ architecture: 'SCMP_ARCH_X86_64' }] }),
      'cannot both',
    ],
    [profile({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: [] }), 'execve'],
    [profile({ syscalls: [{ names: ['read'], action: 'SCMP_ACT_ERRNO' }] }), 'refuses read'],
  ])('refuses %j and says why', (text, expected) => {
    expect(failure(text).type).toBe('seccomp-invalid');
    expect(failure(text).message).toContain(expected);
  });

  it('accepts the old format with one name a rule, and 64-bit values', () => {
    const text = profile({
      syscalls: [
        {
          name: 'personality',
          action: 'SCMP_ACT_ERRNO',
          args: [{ index: 0, value: 2 ** 63, op: 'SCMP_CMP_NE' }],
        },
      ],
    });
    expect(parseSeccompProfile(text).syscalls).toHaveLength(1);
  });
});

describe('seccompProfileText', () => {
  it('leaves the engine its default, and passes profiles as they are', () => {
    expect(seccompProfileText({ kind: 'default' }, undefined)).toBeUndefined();
    const own = seccompProfileText({ kind: 'tightened' }, undefined);
    expect(seccompInForce([`seccomp=${own}`]).kind).toBe('tightened');
    expect(seccompInForce([`seccomp=${JSON.stringify(tightened, null, 2)}\n`]).kind).toBe('tightened');
    const text = profile({});
    expect(seccompProfileText({ kind: 'custom', name: 'p.json' }, text)).toBe(text);
  });

  it('refuses a custom profile whose content is missing or wrong', () => {
    expect(() => seccompProfileText({ kind: 'custom', name: 'p' }, undefined)).toThrow(/choose the file/);
    expect(() => seccompProfileText({ kind: 'custom', name: 'p' }, '{')).toThrow(/JSON/);
  });
});

describe('seccompInForce', () => {
  it('knows the engine default, unconfined in both spellings, and unreadable profiles', () => {
    expect(seccompInForce([])).toEqual({ kind: 'default' });
    expect(seccompInForce(['no-new-privileges'])).toEqual({ kind: 'default' });
    expect(seccompInForce(['seccomp=unconfined'])).toEqual({ kind: 'unconfined' });
    expect(seccompInForce(['seccomp:unconfined'])).toEqual({ kind: 'unconfined' });
    expect(seccompInForce(['seccomp={}'])).toEqual({ kind: 'custom', profile: null });
  });

  it('names what a lax custom profile lets through', () => {
    const lax = parseSeccompProfile(profile({ syscalls: [{ names: ['mount'], action: 'SCMP_ACT_ERRNO' }] }));
    expect(dangerousCalls(lax)).toContain('unshare');
    expect(dangerousCalls(lax)).not.toContain('mount');
  });
});
