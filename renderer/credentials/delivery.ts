import {
  SECRETS_PATH,
  type SecretDelivery,
  type SecretReference,
} from '../../electron/contract/agent-spec.ts';
import { registryKind } from '../../electron/contract/package-registry.ts';
import { environmentOf, oauthProviderOf, type SecretRecord } from '../../electron/contract/secrets.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';

export const deliveryOptions: readonly { value: SecretDelivery; label: string; description: string }[] = [
  {
    value: 'gateway',
    label: 'Through the gateway',
    description: 'The agent has a placeholder and never sees the value.',
  },
  {
    value: 'file',
    label: 'As a file (weaker)',
    description: `In memory, in ${SECRETS_PATH}: the agent can read it.`,
  },
  {
    value: 'environment',
    label: 'As an environment variable (weaker)',
    description: 'The agent can read it, and so can everybody who may inspect the container.',
  },
];

/** Why a delivery is weaker than the gateway; undefined for the gateway itself. */
export function weakness(delivery: SecretDelivery): string | undefined {
  switch (delivery) {
    case 'gateway':
      return undefined;
    case 'file':
      return 'Weaker: the agent has the value and can send it to any host that it reaches. The use log cannot tell when it does. Add the hosts that it needs to the allowlist.';
    case 'environment':
      return 'Weakest: the agent has the value, every program in it inherits it, and “docker inspect” shows it to everybody who may use the engine. A new value needs a new container. Add the hosts that it needs to the allowlist.';
    default:
      return assertNever(delivery);
  }
}

/** The environment variables that a reference sets. */
function variablesOf(secret: SecretRecord, reference?: Pick<SecretReference, 'envName'>): string[] {
  return reference?.envName ? [reference.envName] : [...environmentOf(secret)];
}

/** The files of package managers, which only new homes get. */
function inNewHome({ use }: SecretRecord): string {
  if (use.kind !== 'registry') return '';
  const files = registryKind(use.registry.kind).files.map((path) => `~/${path}`);
  return `, and in a new agent’s ${files.join(', ')}`;
}

/** Where the agent finds the secret or its placeholder. */
export function placeOf(secret: SecretRecord, reference: SecretReference): string {
  const names = variablesOf(secret, reference);
  const files = oauthProviderOf(secret.use)?.files.map(({ path }) => `~/${path}`) ?? [];
  if (names.length === 0 && files[0] !== undefined) return `as placeholders in ${files[0]}`;
  switch (reference.delivery) {
    case 'gateway':
      return `as a placeholder in ${names.join(', ')}${inNewHome(secret)}`;
    case 'file':
      return `in ${names.map((name) => `${SECRETS_PATH}/${name}`).join(', ')}`;
    case 'environment':
      return `in ${names.join(', ')}`;
    default:
      return assertNever(reference.delivery);
  }
}
