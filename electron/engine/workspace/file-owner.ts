import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';

/**
 * Who owns, on this machine, what an agent writes into its host folder, in words that follow "belong to"; undefined when
 * that is the person. Pure.
 * @param personUid the person's uid; undefined where the system has none
 */
export function foreignOwner(
  { workspace, isolation }: Pick<AgentSpec, 'workspace' | 'isolation'>,
  facts: Pick<EngineFacts, 'isDesktop' | 'rootless' | 'userns'>,
  personUid: number | undefined,
): string | undefined {
  if (workspace.kind !== 'host-folder' || workspace.readOnly) return undefined;
  // Its file sharing gives everything to the person.
  if (facts.isDesktop) return undefined;
  if (facts.userns) return 'a user of the engine’s own range (userns-remap)';
  if (facts.rootless)
    return isolation.nonRoot
      ? undefined
      : 'a user of your subordinate range (/etc/subuid), unless the image runs as root';
  if (!isolation.nonRoot) return 'the image’s own user, often root';
  return personUid === 0 ? 'the user with uid 1000, because you are root and an agent is not' : undefined;
}
