import type { ConsentQuestion } from '../contract/consent.ts';
import type { SecretRecord, SecretSource } from '../contract/secrets.ts';
import { assertNever } from '../lib/assert-never.ts';

/**
 * The questions that the person must answer outside of the page, which may be compromised: about a source that runs a
 * program or reads a file or variable, and about new hosts and places for a value that the page does not know.
 */
export function questionsAbout(
  present: SecretRecord | undefined,
  change: Pick<SecretRecord, 'name' | 'use' | 'source'> & { value?: string | undefined },
): (ConsentQuestion & { field: 'source' | 'use' })[] {
  const sameSource = JSON.stringify(present?.source) === JSON.stringify(change.source);
  const source = sameSource ? undefined : sourceQuestion(change.source);
  const keepsValue = present !== undefined && sameSource && change.value === undefined;
  const moves = keepsValue && JSON.stringify(present.use) !== JSON.stringify(change.use);
  return [
    ...(source ? [{ ...source, field: 'source' as const }] : []),
    ...(moves
      ? [
          {
            field: 'use' as const,
            message: 'Let this secret be sent to other places?',
            detail: `${change.name}\n${JSON.stringify(change.use, null, 2)}`,
          },
        ]
      : []),
  ];
}

function sourceQuestion(source: SecretSource): ConsentQuestion | undefined {
  switch (source.kind) {
    case 'typed':
      return undefined;
    case 'command':
      return {
        message: 'Let Bulkhead run this command whenever it needs the secret?',
        detail: source.command,
      };
    case 'file':
      return { message: 'Let Bulkhead read this file whenever it needs the secret?', detail: source.path };
    case 'environment':
      return {
        message: 'Let Bulkhead use this environment variable as a secret?',
        detail: source.variable,
      };
    default:
      return assertNever(source);
  }
}
