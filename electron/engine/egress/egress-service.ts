import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { EgressState } from '../../contract/isolation.ts';
import type { CompiledRule } from './policy/compile-rules.ts';

/** Where an agent's sandbox meets its gateway. */
export interface EgressAttachment {
  agentId: string;
  networkId: string;
  /** The gateway's address on the agent's network; also how the gateway knows the agent. */
  gatewayAddress: string;
  /** The credentials that the agent may use. */
  secretIds?: readonly string[];
}

export interface UpdateOptions {
  /** The change switches to Off, which goes to the gateway at once and ahead of every other change. */
  cutsOff?: boolean;
}

/**
 * Decides and enforces what leaves an agent's network. Topology alone keeps an agent in: whatever fails here leaves
 * it with no way out.
 */
export interface EgressService {
  /**
   * Puts the gateway on a new agent's network with its policy. Resolves also when there is no gateway to be had: the
   * state says so, and nothing gets out. Rejects only when cancelled.
   */
  attach(attachment: EgressAttachment, egress: AgentEgress, signal: AbortSignal): Promise<EgressState>;
  /** Takes the gateway off the network (needed before the network can be removed). A missing one is no error. */
  detach(agentId: string): Promise<void>;
  /** Takes effect at once, and closes connections that the new mode does not allow. */
  set(agentId: string, egress: AgentEgress): Promise<EgressState>;
  /** As `set`, with what `change` makes of what is wanted once everything before it is done. */
  update(
    agentId: string,
    change: (wanted: AgentEgress) => AgentEgress,
    options?: UpdateOptions,
  ): Promise<EgressState>;
  /** Every rule that the agent has, from wherever it came, and the sets that it names and that do not exist. */
  rules(agentId: string): Promise<{ rules: CompiledRule[]; missingSets: string[] }>;
  /** Gives an agent these credentials at the gateway, and takes away all others, at once. */
  setSecrets(agentId: string, secretIds: readonly string[]): Promise<EgressState>;
  state(agentId: string): Promise<EgressState>;
  /** The states of all agents, by agent id. */
  list(): Record<string, EgressState>;
  onChange(listener: (change: { agentId: string; state: EgressState }) => void): () => void;
}
