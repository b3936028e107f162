import type { Agent } from '../../../electron/contract/agent.ts';
import type { CallOutput } from '../../../electron/contract/registry.ts';
import { formatBytes } from '../../format/quantity.ts';

export type Removal = CallOutput<'agent.removal'>;

/** The data that a removal always deletes, with sizes where the engine reports them. */
export function removalLosses(removals: Readonly<Record<string, Removal>>): string[] {
  const reports = Object.values(removals);
  const sum = (pick: (removal: Removal) => number | undefined) => {
    const sizes = reports.map(pick).filter((size) => size !== undefined);
    return sizes.length > 0 ? ` (${formatBytes(sizes.reduce((total, size) => total + size, 0))})` : '';
  };
  const snapshots = reports.reduce((total, removal) => total + removal.snapshots, 0);
  return [
    `the container with what was written outside volumes${sum((removal) => removal.writableLayerBytes)}`,
    `the home volume${sum((removal) => removal.homeBytes)}`,
    ...(reports.some(({ baselineBytes }) => baselineBytes !== undefined)
      ? [`the baseline of its private copy${sum((removal) => removal.baselineBytes)}`]
      : []),
    'its network and its logs',
    ...(snapshots > 0 ? [`${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'}`] : []),
  ];
}

/** The workspace volumes that may be deleted too. */
export function workspaceVolumes(
  agents: readonly Pick<Agent, 'id' | 'workspaceVolume'>[],
  removals: Readonly<Record<string, Removal>>,
): { name: string; bytes: number | undefined }[] {
  return agents.flatMap(({ id, workspaceVolume }) => {
    const name = workspaceVolume ?? removals[id]?.workspaceVolume;
    return name === undefined ? [] : [{ name, bytes: removals[id]?.workspaceBytes }];
  });
}
