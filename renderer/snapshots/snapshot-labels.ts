import type { Snapshot, SnapshotTrigger } from '../../electron/contract/snapshots.ts';
import { formatBytes } from '../format/quantity.ts';

const triggers: Record<SnapshotTrigger, string> = {
  person: 'By you',
  recreate: 'Automatic',
  restore: 'Automatic',
  schedule: 'On schedule',
};

export const triggerWords = (trigger: SnapshotTrigger) => triggers[trigger];

const names = { workspace: 'workspace', home: 'home', layer: 'container layer' } as const;

/** The parts of a snapshot, in words: "workspace, home". */
export function partWords({ parts }: Pick<Snapshot, 'parts'>): string {
  const held = (['workspace', 'home', 'layer'] as const).filter((part) => parts[part] !== undefined);
  return held.map((part) => names[part]).join(', ');
}

export function totalBytes({ parts }: Pick<Snapshot, 'parts'>): number {
  return Object.values(parts).reduce((sum: number, bytes) => sum + (bytes ?? 0), 0);
}

/** Describes what restoring a snapshot replaces, and what it keeps. */
export function restoreWords(snapshot: Pick<Snapshot, 'parts' | 'hostFolders'>): string[] {
  const { parts, hostFolders } = snapshot;
  return [
    ...(parts.workspace === undefined
      ? ['The workspace stays as it is: this snapshot does not hold it.']
      : ['Everything in the workspace is replaced by what it was then.']),
    ...(parts.home === undefined ? [] : ['The home folder is replaced too.']),
    ...(parts.layer === undefined
      ? ['Files written elsewhere in the container go back to those of its image.']
      : ['So is what was written elsewhere in the container.']),
    ...hostFolders.map((path) => `The host folder ${path} stays as it is.`),
    'The agent is stopped meanwhile; its settings, egress and credentials stay.',
  ];
}

/** Describes the losses of deleting a snapshot. */
export function deleteWords(snapshot: Snapshot): string {
  return `“${snapshot.name}” with its ${partWords(snapshot)} (${formatBytes(totalBytes(snapshot))}) is lost. The agent itself is not touched.`;
}
