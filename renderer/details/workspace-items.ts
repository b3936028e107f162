import type { Workspace } from '../../electron/contract/agent-spec.ts';
import type { AgentDetails } from '../../electron/contract/details.ts';
import { STAND_IN } from '../../electron/contract/masks.ts';
import { formatDateTime } from '../format/time.ts';
import type { KeyValue } from '../ui/layout/key-values.tsx';

type Mount = AgentDetails['mounts'][number];

/** A mount of this file hides the file below it. It exists on every engine's machine. */
const EMPTY_FILE = '/dev/null';
const WORKSPACE_PATH = '/workspace';
const HOME_PATH = '/home/agent';

/** The mounted workspace; for a private copy also its source, which only the spec holds. */
export function workspaceItems(workspace: Workspace | undefined, mounts: readonly Mount[]): KeyValue[] {
  const hidden = mounts.filter((mount) => isMask(mount, mounts));
  const folders = mounts.filter(
    (mount) => mount.kind === 'bind' && mount.source !== EMPTY_FILE && !isStandIn(mount),
  );
  const volume = mounts.find(({ kind, target }) => kind === 'volume' && target === WORKSPACE_PATH);
  return [
    ...(volume ? [{ key: 'Volume', value: volume.source, mono: true }] : []),
    ...folders.map(({ source, target, readOnly }) => ({
      key: target === WORKSPACE_PATH ? 'Host folder' : 'Host folder, at its own path',
      value: `${source} → ${target}${readOnly ? ' (read-only)' : ''}`,
      mono: true,
    })),
    ...(folders.length > 0
      ? [
          {
            key: 'Hidden from the agent',
            value: hidden.map(({ target }) => target).join(', ') || 'Nothing',
            mono: hidden.length > 0,
          },
        ]
      : []),
    ...(workspace?.kind === 'copy' ? copyItems(workspace) : []),
  ];
}

/** Whether a mount shows the file beside a hidden one in its place. */
function isStandIn({ source, target }: Pick<Mount, 'source' | 'target'>): boolean {
  return source.split('/').pop() === `${target.split('/').pop()}${STAND_IN}`;
}

/** Whether a mount masks a path inside a host folder. */
function isMask({ kind, source, target, readOnly }: Mount, mounts: readonly Mount[]): boolean {
  const covers = kind === 'tmpfs' || source === EMPTY_FILE || isStandIn({ source, target });
  if (!readOnly || !covers) return false;
  return (
    mounts.some((mount) => mount.kind === 'bind' && target.startsWith(`${mount.target}/`)) &&
    !target.startsWith(HOME_PATH)
  );
}

function copyItems({ source, copiedAt, notes }: Extract<Workspace, { kind: 'copy' }>): KeyValue[] {
  return [
    source.kind === 'folder'
      ? { key: 'Copy of', value: source.path, mono: true }
      : { key: 'Copy of', value: source.ref ? `${source.url} (${source.ref})` : source.url, mono: true },
    ...(source.kind === 'folder' && source.respectGitignore
      ? [{ key: 'Left out', value: 'What git ignores' }]
      : []),
    ...(copiedAt === undefined ? [] : [{ key: 'Copied', value: formatDateTime(copiedAt) }]),
    ...notes.map((note, index) => ({ key: index === 0 ? 'Of note' : '', value: note })),
  ];
}
