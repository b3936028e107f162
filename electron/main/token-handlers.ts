import { isAbsolute } from 'node:path';
import type { BrowserWindow, WebContents } from 'electron';
import type { ConsentQuestion } from '../contract/consent.ts';
import { AppFailure } from '../contract/error.ts';
import type { Scope, TokenRequest } from '../contract/token.ts';
import type { TokenStore } from '../control/tokens.ts';
import { askPerson } from './consent.ts';
import type { ShellHandlers } from './shell-server.ts';

/**
 * The handlers of the windows' calls about tokens. The person confirms each new token outside of the page: a page that
 * was taken over must not let a program in.
 */
export function tokenHandlers(
  tokens: TokenStore,
  windowOf: (contents: WebContents) => BrowserWindow,
): Pick<ShellHandlers, 'tokens.list' | 'tokens.create' | 'tokens.revoke'> {
  return {
    'tokens.list': async () => ({ tokens: await tokens.list() }),
    'tokens.create': async (request, sender) => {
      if (!request.roots.every(isAbsolute)) throw refusal('roots', 'Choose folders of this machine.');
      if (!(await askPerson(tokenQuestion(request), windowOf(sender))))
        throw refusal('name', 'It was not allowed, so no token was created.');
      return await tokens.create(request);
    },
    'tokens.revoke': async ({ id }) => {
      await tokens.revoke(id);
      return {};
    },
  };
}

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

function refusal(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
