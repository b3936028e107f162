import type { z } from 'zod';
import type { isolationChangeSchema, Resources } from '../contract/agent-spec.ts';
import { numberFrom, sizeFrom, tmpSizeFrom, yesOrNo } from './values.ts';

export type IsolationChange = z.input<typeof isolationChangeSchema>;

export interface UpdateOptions {
  memory?: string | undefined;
  cpus?: string | undefined;
  pids?: string | undefined;
  tmpSize?: string | undefined;
  runtime?: string | undefined;
  readOnlyRoot?: string | undefined;
  dropCapabilities?: string | undefined;
  newPrivileges?: string | undefined;
  nonRoot?: string | undefined;
  seccomp?: string | undefined;
}

/** The limits that the options name. Throws `UsageError`. */
export function limitsFrom({ memory, cpus, pids }: UpdateOptions): Partial<Resources> {
  return {
    ...(memory === undefined ? {} : { memoryBytes: sizeFrom('--memory', memory) }),
    ...(cpus === undefined ? {} : { cpus: numberFrom('--cpus', cpus) }),
    ...(pids === undefined ? {} : { pids: numberFrom('--pids', pids) }),
  };
}

/** The sandbox that the options name; `profile` is the name of a custom seccomp profile. Throws `UsageError`. */
export function isolationFrom(options: UpdateOptions, profile: string | undefined): IsolationChange {
  const { runtime, seccomp, tmpSize } = options;
  const newPrivileges = yesOrNo('--new-privileges', options.newPrivileges);
  const switches = {
    readOnlyRoot: yesOrNo('--read-only-root', options.readOnlyRoot),
    dropAllCapabilities: yesOrNo('--drop-capabilities', options.dropCapabilities),
    noNewPrivileges: newPrivileges === undefined ? undefined : !newPrivileges,
    nonRoot: yesOrNo('--non-root', options.nonRoot),
    runtime: runtime === 'default' ? '' : runtime,
    tmpBytes: tmpSize === undefined ? undefined : tmpSizeFrom('--tmp-size', tmpSize),
  };
  const named = Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined));
  if (profile !== undefined) return { ...named, seccomp: { kind: 'custom', name: profile } };
  return seccomp === 'default' || seccomp === 'tightened' ? { ...named, seccomp: { kind: seccomp } } : named;
}
