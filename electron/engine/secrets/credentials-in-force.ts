import { SECRETS_PATH, type SecretReference } from '../../contract/agent-spec.ts';
import { placeholderOf, type SecretRecord } from '../../contract/secrets.ts';
import { splitEnvironment } from '../objects/spec-label.ts';
import { namedSecrets } from './agent-credentials.ts';

/**
 * Whether the container's environment holds values of secrets; engines write the whole environment into a snapshot, so
 * such values must be kept out of it.
 */
export function keepsValues(created: readonly SecretReference[]): boolean {
  return created.some(({ delivery }) => delivery === 'environment');
}

/**
 * Lists, in words, the changes that need a new container, because a container's environment cannot change. `created`
 * are the references that the container was created with, `environment` its variables. Pure.
 */
export function recreationReasons(options: {
  references: readonly SecretReference[];
  created: readonly SecretReference[];
  known: readonly SecretRecord[];
  environment: readonly string[];
  /** Whether the container has the tmpfs for secret files. */
  takesFiles: boolean;
  /** Whether the container trusts the gateway's current authority. */
  trusts: boolean;
}): string[] {
  const { references, created, known } = options;
  const environment = new Map(options.environment.map((line) => splitEnvironment(line)));
  const reasons: string[] = [];
  const named = namedSecrets(references, known);
  for (const { name, secret, reference } of named) {
    const present = environment.get(name) ?? '';
    if (reference.delivery === 'gateway' && present !== placeholderOf(secret))
      reasons.push(`${name} with the placeholder of “${secret.name}”`);
    if (reference.delivery === 'environment' && (present === '' || present === placeholderOf(secret)))
      reasons.push(`${name} with the value of “${secret.name}”`);
  }
  if (!options.takesFiles && named.some(({ reference }) => reference.delivery === 'file'))
    reasons.push(`${SECRETS_PATH} in memory`);
  if (!options.trusts && named.some(({ reference }) => reference.delivery === 'gateway'))
    reasons.push('trust in the certificates that the gateway makes');
  for (const { secretId } of created.filter(({ delivery }) => delivery === 'environment')) {
    if (references.some((other) => other.secretId === secretId && other.delivery === 'environment')) continue;
    const name = known.find(({ id }) => id === secretId)?.name;
    reasons.push(
      `no value of ${name ? `“${name}”` : 'a removed secret'} in the environment, where it still is`,
    );
  }
  return reasons;
}
