import { isAbsolute } from 'node:path';
import type { BrowserWindow, WebContents } from 'electron';
import { AppFailure } from '../contract/error.ts';
import { tokenQuestion } from '../control/token-question.ts';
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

function refusal(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
