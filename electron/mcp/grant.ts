import { createHash } from 'node:crypto';
import type { Agent } from '../contract/agent.ts';
import { MIB } from '../contract/agent-spec.ts';
import { leaseTag } from '../contract/lease.ts';
import type { Scope } from '../contract/token.ts';

/** What the person granted a client. */
export interface Grant {
  /** The client's name; clients of one name share their agents and their budget. */
  readonly client: string;
  readonly scope: Scope | 'person';
  /** The limits of its agents together. */
  readonly maximumAgents: number;
  readonly maximumMemoryBytes: number;
  /** How long each of its agents lives. */
  readonly lifetimeMs: number;
  /** Names or ids of agents of others on which it may act. */
  readonly others: readonly string[] | 'all';
  /** Folders of this machine below which it may copy folders into agents. */
  readonly roots: readonly string[];
  /** How long a request waits for a person. */
  readonly waitMs: number;
}

/** The grant of a client for which the person decided nothing. */
export const DEFAULT_GRANT: Omit<Grant, 'client' | 'scope'> = {
  maximumAgents: 4,
  maximumMemoryBytes: 8 * 1024 * MIB,
  lifetimeMs: 8 * 3_600_000,
  others: [],
  roots: [],
  // Clients give up after 60 s, unless they are told that something happens.
  waitMs: 50_000,
};

/** A client's name on the command line. Other characters are for the names of tokens. */
export const CLIENT_NAME = /^[a-z0-9][a-z0-9._-]{0,30}$/;

const MAXIMUM_TAG_LENGTH = 40;

/** Returns the tag of a client's agents. */
export function clientTag(client: string): string {
  const tag = `mcp:${client}`;
  if (tag.length <= MAXIMUM_TAG_LENGTH) return tag;
  return `mcp:~${createHash('sha256').update(client).digest('hex').slice(0, 32)}`;
}

/** Returns all tags of a new agent of the client. */
export function tagsOf({ client, lifetimeMs }: Grant, now: number): string[] {
  return [clientTag(client), leaseTag(now + lifetimeMs)];
}

/** Whether the client made the agent. */
export function isOwn({ spec }: Pick<Agent, 'spec'>, { client }: Pick<Grant, 'client'>): boolean {
  return spec?.tags.includes(clientTag(client)) === true;
}

/** Whether the client may act on the agent without asking. */
export function isGranted(agent: Pick<Agent, 'spec' | 'id' | 'name'>, grant: Grant): boolean {
  if (isOwn(agent, grant) || grant.others === 'all') return true;
  return grant.others.includes(agent.name) || grant.others.includes(agent.id);
}
