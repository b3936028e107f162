import type { AgentFile } from '../../../electron/contract/files/agent-file.ts';
import { type Lines, plain, risk } from './allowance.ts';

type Isolation = NonNullable<AgentFile['isolation']>;

const PRESET_LABEL = { strict: 'Strict', balanced: 'Balanced', open: 'Open' } as const;

export const isolationLines: Lines<Isolation> = {
  preset: (preset) => [(preset === 'open' ? risk : plain)(`Isolation preset ${PRESET_LABEL[preset]}.`)],
  // A runtime that shares the host's kernel is the weakest tier; the tier of an unknown runtime is not known.
  runtime: (runtime) => [
    (/^(runsc|kata)/.test(runtime) ? plain : risk)(`Runs under the runtime “${runtime}”.`),
  ],
  readOnlyRoot: (on) => [on ? plain('Changes no system files.') : risk('Changes its own system files.')],
  dropAllCapabilities: (on) => [
    on ? plain('Has no capabilities.') : risk('Keeps the engine’s default capabilities.'),
  ],
  noNewPrivileges: (on) => [
    on ? plain('Gains no privileges.') : risk('May gain privileges through setuid programs.'),
  ],
  nonRoot: (on) => [
    on ? plain('Runs as you, not as root.') : risk('Runs as the image’s own user, which may be root.'),
  ],
  seccomp: (profile) => [
    plain(profile === 'tightened' ? 'Tightened seccomp profile.' : 'The engine’s seccomp profile.'),
  ],
};
