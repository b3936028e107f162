import type { Workspace } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';
import type { Step } from '../operations/run-steps.ts';
import { folderTargets } from './mounts.ts';

export interface ProbeDeps {
  engine(): Engine;
  clock: Clock;
}

const PROBE_TIMEOUT_MS = 10_000;

/** Prints "probe<TAB>ok", or the system's error. Removes the file at once. */
const PROBE = `f="$1/.bulkhead-probe-$$"
if said=$( (: > "$f") 2>&1 ); then rm -f "$f"; printf 'probe\\tok\\n'; else printf 'probe\\t%s\\n' "\${said##*: }"; fi`;

/**
 * Steps that try, as the agent in its sandbox, to write to each writable host folder. Permissions were checked before,
 * but mapped users, network file systems and access lists decide only here.
 */
export function probeSteps(deps: ProbeDeps, workspace: Workspace, containerId: () => string): Step[] {
  if (workspace.kind !== 'host-folder') return [];
  const writable = folderTargets(workspace).filter(({ readOnly }) => !readOnly);
  if (writable.length === 0) return [];
  return [
    {
      id: 'probe',
      label: 'Try to write to the workspace',
      after: ['start'],
      async run({ signal, detail }) {
        for (const { path, targets } of writable) {
          const answer = await probe(deps, containerId(), targets[0] ?? path, signal);
          if (answer === 'unknown')
            detail('The image has no shell to try it with, or the agent has ended already.');
          else if (answer !== 'ok') throw unwritable(path, answer);
        }
      },
    },
  ];
}

async function probe(
  deps: ProbeDeps,
  containerId: string,
  target: string,
  signal: AbortSignal,
): Promise<string> {
  const deadline = deadlineWithin(PROBE_TIMEOUT_MS, signal, deps.clock);
  try {
    const command = ['sh', '-c', PROBE, 'sh', target];
    const report = await runInside(deps.engine(), containerId, command, '', deadline.signal);
    return report?.get('probe') ?? 'unknown';
  } catch (error) {
    if (error instanceof AppFailure && error.error.type === 'not-running') return 'unknown';
    throw error;
  } finally {
    deadline.release();
  }
}

function unwritable(path: string, answer: string): AppFailure {
  return new AppFailure({
    type: 'workspace-unwritable',
    field: 'workspace.path',
    message: `The agent cannot write to ${path}: ${answer}. Change the folder’s permissions, mount it read-only, or take another folder.`,
    actions: [{ kind: 'choose-folder', label: 'Choose another folder' }],
  });
}
