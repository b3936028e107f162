import tightened from '../../../assets/seccomp/tightened.json' with { type: 'json' };
import type { Seccomp } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { parseSeccompProfile, permits, type SeccompProfile } from './seccomp-profile.ts';

const TIGHTENED_TEXT = JSON.stringify(tightened);

/**
 * The text of the spec's profile, for the container's `seccomp=` option; undefined selects the engine's default.
 * `customProfile` is the content of the file for `custom`. Throws an `AppFailure` of type `seccomp-invalid`.
 */
export function seccompProfileText(seccomp: Seccomp, customProfile: string | undefined): string | undefined {
  switch (seccomp.kind) {
    case 'default':
      return undefined;
    case 'tightened':
      return TIGHTENED_TEXT;
    case 'custom':
      if (customProfile === undefined) throw missingFile(seccomp.name);
      parseSeccompProfile(customProfile);
      return customProfile;
    default:
      return assertNever(seccomp);
  }
}

function missingFile(name: string): AppFailure {
  return new AppFailure({
    type: 'seccomp-invalid',
    message: `The content of the seccomp profile "${name}" is missing: choose the file again.`,
    field: 'isolation.seccomp',
  });
}

/** The seccomp setting in a container's security options. `custom` has the profile, null when it is unreadable. */
export type SeccompInForce =
  | { kind: 'default' }
  | { kind: 'unconfined' }
  | { kind: 'tightened' }
  | { kind: 'custom'; profile: SeccompProfile | null };

/** The seccomp profile that a container was created with, from `HostConfig.SecurityOpt`. */
export function seccompInForce(securityOptions: readonly string[]): SeccompInForce {
  const option = securityOptions.map((text) => /^seccomp[=:](.*)$/s.exec(text)?.[1]).findLast(Boolean);
  if (option === undefined || option === 'builtin') return { kind: 'default' };
  if (option === 'unconfined') return { kind: 'unconfined' };
  try {
    const profile = parseSeccompProfile(option);
    // Compares parsed JSON, because the file with its line breaks is the same profile.
    return JSON.stringify(JSON.parse(option)) === TIGHTENED_TEXT
      ? { kind: 'tightened' }
      : { kind: 'custom', profile };
  } catch (error) {
    if (error instanceof AppFailure) return { kind: 'custom', profile: null };
    throw error;
  }
}

/**
 * Calls with which a process without capabilities can attack the kernel or leave its namespaces; Docker allows none of
 * them.
 */
const DANGEROUS = [
  'add_key',
  'bpf',
  'finit_module',
  'init_module',
  'kexec_load',
  'keyctl',
  'mount',
  'move_mount',
  'open_by_handle_at',
  'perf_event_open',
  'pivot_root',
  'setns',
  'umount2',
  'unshare',
  'userfaultfd',
];

/** The dangerous calls that a custom profile allows. */
export function dangerousCalls(profile: SeccompProfile): string[] {
  return DANGEROUS.filter((call) => permits(profile, call));
}
