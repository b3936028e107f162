import type { AgentSpec, SecretReference } from '../../contract/agent-spec.ts';
import type { SecretRecord } from '../../contract/secrets.ts';
import type { Consent } from '../consent/consent.ts';

/**
 * Asks the person about each secret that an agent could read (as a file or an environment variable), instead of using
 * it only through the gateway. `present`: the secrets that it already has.
 */
export async function agreeToDelivery(
  consent: Consent,
  agent: Pick<AgentSpec, 'name' | 'secrets'>,
  present: readonly SecretReference[],
  known: readonly SecretRecord[],
  signal: AbortSignal,
): Promise<void> {
  for (const { secretId, delivery } of agent.secrets) {
    if (delivery === 'gateway') continue;
    if (present.some((each) => each.secretId === secretId && each.delivery === delivery)) continue;
    const name = known.find(({ id }) => id === secretId)?.name ?? secretId;
    const place = delivery === 'file' ? 'a file' : 'an environment variable';
    const message = 'Let this agent read a secret itself?';
    await consent.ask(
      { message, detail: `${agent.name} gets “${name}” as ${place}, and can send it anywhere.` },
      signal,
    );
  }
}
