import type { Operation } from '../../contract/operation.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';
import { objectNames } from '../objects/object-names.ts';
import type { OperationRequest } from '../operations/operations.ts';
import type { Toolbox } from '../toolbox/toolbox.ts';
import { BASELINE_PATH } from '../workspace/baseline.ts';
import type { WorkFolder } from './folders.ts';
import { gitFailure } from './reader.ts';
import { TRACK } from './scripts/track.ts';

/** Allows for a folder of gigabytes, which is read and stored once. */
const TRACK_DEADLINE_MS = 60 * 60_000;

export interface TrackDeps {
  engine(): Engine;
  toolbox: Toolbox;
  version: string;
}

/**
 * Keeps what is in an agent's workspace now as its baseline, in a volume that no agent mounts. One that was there stays
 * until the new one is complete.
 */
export function trackRequest(
  deps: TrackDeps,
  agent: { id: string; name: string },
  findFolder: (signal: AbortSignal) => Promise<WorkFolder>,
): Omit<OperationRequest, 'kind'> & { kind: Operation['kind'] } {
  const volume = objectNames(agent.id).baseline;
  let isMade = false;
  return {
    kind: 'track',
    title: `Track changes of ${agent.name}`,
    agentId: agent.id,
    steps: [
      {
        id: 'volume',
        label: 'Create the baseline volume',
        async run({ signal, skip }) {
          const there = await deps.engine().listVolumes({ name: [volume] }, { signal });
          if (there.some(({ Name }) => Name === volume)) return skip();
          isMade = true;
          await deps.engine().createVolume({
            Name: volume,
            Labels: { [AGENT_LABEL]: agent.id, [ROLE_LABEL]: 'baseline', [VERSION_LABEL]: deps.version },
          });
        },
        async undo() {
          if (isMade) await deps.engine().removeVolume(volume);
        },
      },
      {
        id: 'files',
        label: 'Keep the files as they are now',
        after: ['volume'],
        async run({ signal }) {
          const folder = await findFolder(signal);
          const run = await deps.toolbox.run(['sh', '-c', TRACK], {
            agentId: agent.id,
            mounts: [folder.mount, { Type: 'volume', Source: volume, Target: BASELINE_PATH }],
            user: '0:0',
            capabilities: ['DAC_OVERRIDE'],
            lifetimeMs: TRACK_DEADLINE_MS,
            deadlineMs: TRACK_DEADLINE_MS,
            signal,
          });
          if (run.exitCode !== 0) throw gitFailure(run);
        },
      },
    ],
  };
}
