import { AppFailure } from '../../contract/error.ts';
import {
  endedSessionsSchema,
  WEB_LINKS_PATH,
  WEB_SESSIONS_PATH,
  webLinkSchema,
} from '../../control/http/web-routes.ts';
import { requestControl } from '../../control/request.ts';
import { type CommandDefinition, command } from '../definition.ts';
import { dataPathOf } from '../places.ts';

const link = command({
  name: 'web link',
  summary: 'Print a link that signs a browser in once',
  details: [
    'It needs a running “bulkhead serve --web”. The link works for 10 minutes; the session lasts 12 hours.',
  ],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead web link', does: 'Prints the link, which works once' }],
  run: async (_, { output, signal }) => {
    const created = webLinkSchema.parse(await ask('POST', WEB_LINKS_PATH, signal));
    output.result(created, () => [created.url]);
    return 0;
  },
});

const signOut = command({
  name: 'web sign-out',
  summary: 'Sign every browser out',
  arguments: {},
  options: {},
  examples: [
    { line: 'bulkhead web sign-out', does: 'Ends every session and closes its windows’ connections' },
  ],
  run: async (_, { output, signal }) => {
    const { ended } = endedSessionsSchema.parse(await ask('DELETE', WEB_SESSIONS_PATH, signal));
    output.result({ ended }, () => [`Signed ${ended} ${ended === 1 ? 'browser' : 'browsers'} out`]);
    return 0;
  },
});

export const web: readonly CommandDefinition[] = [link, signOut];

async function ask(method: 'POST' | 'DELETE', path: string, signal: AbortSignal): Promise<unknown> {
  const answer = await requestControl(dataPathOf(), { method, path }, signal);
  if (answer !== undefined) return answer;
  throw new AppFailure({
    type: 'conflict',
    message: 'Bulkhead is not running. Start it with “bulkhead serve --web”.',
  });
}
