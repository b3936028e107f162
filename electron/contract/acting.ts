import type { AgentSpec } from './agent-spec.ts';
import type { UsableAgentType } from './agent-type.ts';

/** The name of the choice, wherever a person makes it. */
export const ACTING_LABEL = 'Let it act without asking (the sandbox is the limit)';

type Start = Pick<UsableAgentType, 'start' | 'startWithoutAsking'>;

/** What of a workspace decides whether files of this machine are within reach. */
type Reach =
  | { kind: 'volume' | 'copy' }
  | { kind: 'host-folder'; readOnly: boolean; folders: readonly { readOnly: boolean }[] };

/** Whether the agent can change files of this machine itself. */
function changesHostFiles(workspace: Reach): boolean {
  if (workspace.kind !== 'host-folder') return false;
  return !workspace.readOnly || workspace.folders.some(({ readOnly }) => !readOnly);
}

/** Whether a new agent acts without asking unless a person decides otherwise, and why. Pure. */
export function actingByDefault(workspace: Reach): { acts: boolean; reason: string } {
  if (changesHostFiles(workspace))
    return {
      acts: false,
      reason:
        'Off for a host folder: what the agent changes or deletes there is yours, and no sandbox brings it back.',
    };
  if (workspace.kind === 'copy')
    return { acts: true, reason: 'On for a private copy: nothing reaches your folder until you apply it.' };
  return workspace.kind === 'volume'
    ? { acts: true, reason: 'On for a new volume: your files are out of its reach.' }
    : { acts: true, reason: 'On for a host folder that the agent can only read.' };
}

/** Whether the type's program asks before it acts, and can be told not to. */
export const canActFreely = ({ startWithoutAsking }: Start): boolean => startWithoutAsking.length > 0;

/**
 * The spec with the choice in it, and with the command that makes the program keep to it. `acts`: the person’s choice;
 * undefined: the workspace's default. A command of the person's own stays. Pure.
 */
export function withActing(spec: AgentSpec, type: Start, acts: boolean | undefined): AgentSpec {
  const isOwn = ![type.start, type.startWithoutAsking].some((each) => isSame(each, spec.start));
  if (!canActFreely(type) || isOwn) return { ...spec, actsWithoutAsking: false };
  const actsWithoutAsking = acts ?? actingByDefault(spec.workspace).acts;
  const start = actsWithoutAsking ? type.startWithoutAsking : type.start;
  return { ...spec, actsWithoutAsking, start: [...start] };
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((word, index) => word === other[index]);
