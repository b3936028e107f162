import { createHash } from 'node:crypto';
import type { Agent } from '../contract/agent.ts';
import { leaseTag } from '../contract/lease.ts';
import { DEFAULT_MCP_GRANT, type McpGrant } from '../contract/mcp-grant.ts';
import type { Scope } from '../contract/token.ts';

/** What the person granted a client. */
export interface Grant extends McpGrant {
  /** The client's name; clients of one name share their agents and their budget, unless they have ids. */
  readonly client: string;
  /** What identifies its agents where a name may pass to another client. */
  readonly id?: string;
  readonly scope: Scope | 'person';
  /** Names or ids of agents of others on which it may act. */
  readonly others: readonly string[] | 'all';
  /** Folders of this machine below which it may copy folders into agents. */
  readonly roots: readonly string[];
  /** Whether a new agent may have the internet of its type, and any image, without asking; otherwise it has neither. */
  readonly allowsInternet: boolean;
  /** How long a request waits for a person. */
  readonly waitMs: number;
}

/** The grant of a client for which the person decided nothing. */
export const DEFAULT_GRANT: Omit<Grant, 'client' | 'scope'> = {
  ...DEFAULT_MCP_GRANT,
  others: [],
  roots: [],
  allowsInternet: true,
  // Clients give up after 60 s, unless they are told that something happens.
  waitMs: 50_000,
};

/** A client's name on the command line. Other characters are for the names of tokens. */
export const CLIENT_NAME = /^[a-z0-9][a-z0-9._-]{0,30}$/;

const MAXIMUM_TAG_LENGTH = 40;

/** Returns the tag of a client's agents. */
export function clientTag({ client, id = client }: Pick<Grant, 'client' | 'id'>): string {
  const tag = `mcp:${id}`;
  if (tag.length <= MAXIMUM_TAG_LENGTH) return tag;
  return `mcp:~${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

/** Returns all tags of a new agent of the client. */
export function tagsOf(grant: Grant, now: number): string[] {
  return [clientTag(grant), leaseTag(now + grant.lifetimeMs)];
}

/** Whether the client made the agent. */
export function isOwn({ spec }: Pick<Agent, 'spec'>, grant: Pick<Grant, 'client' | 'id'>): boolean {
  return spec?.tags.includes(clientTag(grant)) === true;
}

/** Whether the client may act on the agent without asking. */
export function isGranted(agent: Pick<Agent, 'spec' | 'id' | 'name'>, grant: Grant): boolean {
  if (isOwn(agent, grant) || grant.others === 'all') return true;
  return grant.others.includes(agent.name) || grant.others.includes(agent.id);
}
