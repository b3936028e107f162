import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';

/** The user inside the container. */
export interface AgentUser {
  uid: number;
  gid: number;
  /** A login name for the entry in /etc/passwd. */
  name: string;
}

const ORDINARY: AgentUser = { uid: 1000, gid: 1000, name: 'agent' };

/** The person at this machine as an agent's user: 1000 when the person is root, or the system has no uids (Windows). */
export function personFrom(uid: number | undefined, gid: number | undefined, login: string): AgentUser {
  if (!uid) return ORDINARY;
  return { uid, gid: gid || uid, name: loginName(login) };
}

function loginName(login: string): string {
  const name = login.toLowerCase().replace(/[^a-z0-9_-]/g, '');
  return /^[a-z_]/.test(name) && name.length <= 32 && name !== 'root' ? name : ORDINARY.name;
}

/**
 * The user to run as; undefined means the image's own. A rootless engine maps the container's uid 0 to the person and
 * every other uid to a subordinate one: only uid 0 can write to the person's own folder, and it is not root on the
 * host.
 */
export function agentUser(
  spec: Pick<AgentSpec, 'isolation' | 'workspace'>,
  facts: Pick<EngineFacts, 'rootless'>,
  person: AgentUser,
): AgentUser | undefined {
  if (!spec.isolation.nonRoot) return undefined;
  if (facts.rootless && spec.workspace.kind === 'host-folder') return { uid: 0, gid: 0, name: 'root' };
  return person;
}
