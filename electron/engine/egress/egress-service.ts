import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { EgressState } from '../../contract/isolation.ts';
import type { CompiledRule } from './policy/compile-rules.ts';

/** The attachment of an agent's sandbox to its gateway. */
export interface EgressAttachment {
  agentId: string;
  networkId: string;
  /** The gateway's address on the agent's network; it also identifies the agent for the gateway. */
  gatewayAddress: string;
  /** The credentials that the agent may use. */
  secretIds?: readonly string[];
}

export interface UpdateOptions {
  /** The change switches to Off, which is sent to the gateway at once and ahead of every other change. */
  cutsOff?: boolean;
}

/**
 * Decides and enforces what leaves an agent's network. The topology alone isolates an agent, so every failure here
 * leaves it without a way out.
 */
export interface EgressService {
  /**
   * Attaches the gateway to a new agent's network with its policy. Also resolves when no gateway is available: the
   * state reports that, and nothing gets out. Rejects only when cancelled.
   */
  attach(attachment: EgressAttachment, egress: AgentEgress, signal: AbortSignal): Promise<EgressState>;
  /** Detaches the gateway from the network (needed before the network can be removed). A missing one is no error. */
  detach(agentId: string): Promise<void>;
  /** Takes effect at once, and closes connections that the new mode does not allow. */
  set(agentId: string, egress: AgentEgress): Promise<EgressState>;
  /** As `set`, with the egress that `change` derives from the wanted one after all earlier work. */
  update(
    agentId: string,
    change: (wanted: AgentEgress) => AgentEgress,
    options?: UpdateOptions,
  ): Promise<EgressState>;
  /** Every rule of the agent, from all sources, and the missing sets that it names. */
  rules(agentId: string): Promise<{ rules: CompiledRule[]; missingSets: string[] }>;
  /** Sets exactly these credentials for an agent at the gateway, at once. */
  setSecrets(agentId: string, secretIds: readonly string[]): Promise<EgressState>;
  state(agentId: string): Promise<EgressState>;
  /** The states of all agents, by agent id. */
  list(): Record<string, EgressState>;
  onChange(listener: (change: { agentId: string; state: EgressState }) => void): () => void;
}
