import { createHash, randomBytes } from 'node:crypto';
import type { SecretBinding } from '../../../contract/egress.ts';
import { APP_HOST } from '../../../contract/mcp-grant.ts';
import { Secret } from '../../../lib/secret.ts';

const TOKEN_BYTES = 32;
const ID_PREFIX = 'app-token:';

/** The id under which the gateway keeps the token of an agent. No secret of a person has such an id. */
export const appTokenId = (agentId: string) => `${ID_PREFIX}${agentId}`;
export const isAppTokenId = (secretId: string) => secretId.startsWith(ID_PREFIX);

/**
 * The binding by which the gateway adds an agent's token to each request for the app. The agent never has the token, and
 * needs no placeholder: the gateway knows it by its network.
 */
export function appBinding(agentId: string): SecretBinding {
  return {
    secretId: appTokenId(agentId),
    name: 'MCP server of Bulkhead',
    placeholder: 'bulkhead-fills-in-this-token',
    hosts: [APP_HOST],
    places: [{ kind: 'header', name: 'authorization', format: 'Bearer {secret}' }],
  };
}

/** The tokens by which the app knows agents that call it. They live in memory, and end with the process. */
export class AppTokens {
  readonly #tokens = new Map<string, Secret>();
  /** Ids of agents, by the SHA-256 of their tokens: a look-up of the hash reveals nothing of a token by its time. */
  readonly #agents = new Map<string, string>();

  /** The token of an agent, which is made at the first call. */
  of(agentId: string): Secret {
    const known = this.#tokens.get(agentId);
    if (known) return known;
    const value = randomBytes(TOKEN_BYTES).toString('base64url');
    const token = new Secret(value);
    this.#tokens.set(agentId, token);
    this.#agents.set(hashOf(value), agentId);
    return token;
  }

  /** The id of the agent with this token; undefined when there is none. */
  agentOf(value: string): string | undefined {
    return this.#agents.get(hashOf(value));
  }

  forget(agentId: string): void {
    const token = this.#tokens.get(agentId);
    if (!token) return;
    this.#tokens.delete(agentId);
    this.#agents.delete(hashOf(token.reveal()));
  }
}

const hashOf = (value: string) => createHash('sha256').update(value).digest('hex');
