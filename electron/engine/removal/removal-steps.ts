import type { Engine } from '../docker/engine.ts';
import type { EgressService } from '../egress/egress-service.ts';
import type { Groups } from '../networks/groups.ts';
import type { Step } from '../operations/run-steps.ts';
import type { ShownSettings } from '../workspace/masking/shown-settings.ts';
import { readAgentObjects, removable } from './removal-objects.ts';

export interface RemovalDeps {
  engine(): Engine;
  egress: Pick<EgressService, 'detach'>;
  groups: Pick<Groups, 'prune'>;
  shownSettings: Pick<ShownSettings, 'forget'>;
}

/**
 * Steps that remove an agent, complete or partial, from the engine. Each step looks up the existing objects itself, so
 * that a repeated run or a partial agent works. No step can be undone.
 */
export function removalSteps(
  deps: RemovalDeps,
  agentId: string,
  workspace: 'delete' | 'delete-if-empty' | 'keep',
): Step[] {
  const objects = (signal: AbortSignal) => readAgentObjects(deps.engine(), agentId, signal);
  return [
    {
      id: 'container',
      label: 'Remove the container',
      async run({ signal, skip }) {
        const { containers, probes } = await objects(signal);
        const all = [...containers, ...probes];
        if (all.length === 0) skip();
        for (const { Id } of all) await deps.engine().removeContainer(Id, { signal });
        await deps.shownSettings.forget(agentId);
      },
    },
    {
      id: 'gateway',
      label: 'Disconnect the gateway',
      after: ['container'],
      async run() {
        await deps.egress.detach(agentId);
      },
    },
    {
      id: 'network',
      label: 'Remove the network',
      after: ['gateway'],
      async run({ signal, skip }) {
        const { networks } = await objects(signal);
        if (networks.length === 0) skip();
        for (const { Id } of networks) await removeNetwork(deps.engine(), Id, signal);
        // Its group's network, if it was the last member.
        await deps.groups.prune();
      },
    },
    {
      id: 'volumes',
      label: workspace === 'delete' ? 'Remove the workspace and home volumes' : 'Remove the home volume',
      after: ['container'],
      async run({ signal }) {
        const { homes, workspaces, baselines, records } = await objects(signal);
        for (const { Name } of [...homes, ...baselines, ...records])
          await deps.engine().removeVolume(Name, { signal });
        if (workspace === 'keep' || workspaces.length === 0) return;
        const sizes =
          workspace === 'delete-if-empty' ? await deps.engine().volumeSizes({ signal }) : undefined;
        for (const { Name } of workspaces) {
          if (!sizes || sizes.get(Name) === 0) await deps.engine().removeVolume(Name, { signal });
        }
      },
    },
    {
      id: 'snapshots',
      label: 'Remove the snapshots',
      after: ['container'],
      async run({ signal, skip }) {
        const { snapshots, runImages, snapshotVolumes } = await objects(signal);
        if (snapshots.length + runImages.length + snapshotVolumes.length === 0) skip();
        for (const { Name } of snapshotVolumes) await deps.engine().removeVolume(Name, { signal });
        for (const reference of [...snapshots, ...runImages].flatMap(removable))
          await deps.engine().removeImage(reference, { signal });
      },
    },
  ];
}

/** Disconnects every attached container first, such as a gateway that this run of the app does not know. */
async function removeNetwork(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const { Containers } = await engine.inspectNetwork(id, { signal });
  for (const containerId of Object.keys(Containers ?? {})) {
    await engine.disconnectNetwork(id, containerId, { signal });
  }
  await engine.removeNetwork(id, { signal });
}
