import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';
import type { Step } from '../operations/run-steps.ts';
import { folderTargets } from './mounts.ts';

export interface ProbeDeps {
  engine(): Engine;
  facts(): EngineFacts;
  clock: Clock;
}

const PROBE_TIMEOUT_MS = 10_000;

/** The host's file system may show a file of a virtual machine's a little later. */
const SEEN_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 100;
/** Entries of the host's folder that are looked for inside. */
const ENTRIES = 20;

/**
 * Prints "seen<TAB>yes" when one of the named entries is there, "no" when none is, "none" when none was named; and when
 * the second argument names a file, writes it and prints "probe<TAB>ok", or the system's error.
 */
const PROBE = `t=$1 f=$2; shift 2; seen=none
for e in "$@"; do seen=no; if [ -e "$t/$e" ] || [ -L "$t/$e" ]; then seen=yes; break; fi; done
printf 'seen\\t%s\\n' "$seen"
[ -n "$f" ] || exit 0
if said=$( (: > "$t/$f") 2>&1 ); then printf 'probe\\tok\\n'; else printf 'probe\\t%s\\n' "\${said##*: }"; fi`;
const REMOVE = ['sh', '-c', 'rm -f "$1"', 'sh'];

/**
 * Steps that look, as the agent in its sandbox, whether each host folder is the one of this machine (an engine in a virtual
 * machine that does not share it has an empty one of the same path), and try to write to the writable ones. Permissions
 * were checked before, but mapped users, network file systems and access lists decide only here.
 */
export function probeSteps(deps: ProbeDeps, workspace: Workspace, containerId: () => string): Step[] {
  if (workspace.kind !== 'host-folder') return [];
  const folders = folderTargets(workspace);
  return [
    {
      id: 'probe',
      label: 'Try to write to the workspace',
      after: ['start'],
      async run({ signal, detail }) {
        for (const { path, targets, readOnly } of folders) {
          const target = targets[0] ?? path;
          const answer = await probe(deps, { containerId: containerId(), path, target, readOnly }, signal);
          if (answer === 'unknown')
            detail('The image has no shell to try it with, or the agent has ended already.');
          else if (answer === 'not-shared') throw notShared(path);
          else if (answer !== 'ok') throw unwritable(path, answer, deps.facts());
        }
      },
    },
  ];
}

interface Probed {
  containerId: string;
  /** The folder on this machine. */
  path: string;
  /** Its place inside. */
  target: string;
  readOnly: boolean;
}

async function probe(deps: ProbeDeps, probed: Probed, signal: AbortSignal): Promise<string> {
  const { containerId, path, target, readOnly } = probed;
  const deadline = deadlineWithin(PROBE_TIMEOUT_MS, signal, deps.clock);
  const file = readOnly ? '' : `.bulkhead-probe-${randomBytes(6).toString('hex')}`;
  try {
    const command = ['sh', '-c', PROBE, 'sh', target, file, ...(await someEntries(path))];
    const report = await runInside(deps.engine(), containerId, command, '', deadline.signal);
    if (report === null) return 'unknown';
    const written = report.get('probe');
    const seenHere =
      written === 'ok' ? await isSeen(join(path, file), deps.clock, deadline.signal) : undefined;
    if (written === 'ok') {
      if (seenHere) await rm(join(path, file), { force: true });
      else await runInside(deps.engine(), containerId, [...REMOVE, `${target}/${file}`], '', deadline.signal);
    }
    return probeVerdict({ seenInside: report.get('seen'), written, seenHere, readOnly });
  } catch (error) {
    if (error instanceof AppFailure && error.error.type === 'not-running') return 'unknown';
    throw error;
  } finally {
    deadline.release();
  }
}

/**
 * Judges what was seen from both sides: "ok", "not-shared", "unknown", or why the folder cannot be written. Pure.
 */
export function probeVerdict(found: {
  /** Whether one of the host's entries is there inside: "yes", "no", or "none" where the host has none. */
  seenInside: string | undefined;
  /** "ok", or the system's error; absent for a read-only folder. */
  written: string | undefined;
  /** Whether the file that was written inside appeared on the host. */
  seenHere: boolean | undefined;
  readOnly: boolean;
}): string {
  const { seenInside, written, seenHere, readOnly } = found;
  if (seenHere === false || (seenInside === 'no' && seenHere !== true)) return 'not-shared';
  if (readOnly) return seenInside === undefined ? 'unknown' : 'ok';
  return written ?? 'unknown';
}

/** Names in a folder of this machine; none where it cannot be read. */
async function someEntries(path: string): Promise<string[]> {
  const names = await readdir(path).catch(() => []);
  return names.slice(0, ENTRIES);
}

async function isSeen(path: string, clock: Clock, signal: AbortSignal): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const seen = await lstat(path).then(
      () => true,
      () => false,
    );
    if (seen || waitedMs >= SEEN_WITHIN_MS) return seen;
    await delay(clock, LOOK_EVERY_MS, signal);
  }
}

function notShared(path: string): AppFailure {
  return new AppFailure({
    type: 'workspace-refused',
    field: 'workspace.path',
    message: `The engine has another folder at ${path}: it runs in a virtual machine that does not share this one, and the agent would not see your files. Share the folder in the settings of that machine (Docker Desktop, Colima, Lima, Podman), or make a private copy.`,
    actions: [{ kind: 'choose-folder', label: 'Choose another folder' }],
  });
}

/** Why an agent cannot write to a folder, and what helps. Pure. */
export function unwritable(
  path: string,
  answer: string,
  { userns }: Pick<EngineFacts, 'userns'>,
): AppFailure {
  const help = userns
    ? 'The engine runs agents as users of its own range (userns-remap), who may write only where everybody may. Make a private copy, mount the folder read-only, or take another folder.'
    : 'Change the folder’s permissions, mount it read-only, or take another folder.';
  return new AppFailure({
    type: 'workspace-unwritable',
    field: 'workspace.path',
    message: `The agent cannot write to ${path}: ${answer}. ${help}`,
    actions: [{ kind: 'choose-folder', label: 'Choose another folder' }],
  });
}
