import type { ConsentQuestion } from '../contract/consent.ts';
import type { Scope, TokenRequest } from '../contract/token.ts';

const MAY: Readonly<Record<Scope, string>> = {
  read: 'look at agents and read what they write',
  run: 'also run programs in agents, and start and stop them',
  manage: 'also create, change and remove agents',
};
const DAY_MS = 24 * 60 * 60 * 1000;

/** What the person agrees to, in full. */
export function tokenQuestion({ name, scope, roots, lifetimeMs }: TokenRequest): ConsentQuestion {
  const days = lifetimeMs === null ? undefined : Math.ceil(lifetimeMs / DAY_MS);
  return {
    message: 'Let a program use Bulkhead with a new token?',
    detail: [
      `Name: ${name}`,
      `It may ${MAY[scope]}.`,
      roots.length > 0 ? `Agents may get these folders:\n${roots.join('\n')}` : 'No folder of this machine.',
      days === undefined ? 'Until you revoke it.' : `For ${days} ${days === 1 ? 'day' : 'days'}.`,
    ].join('\n'),
  };
}
