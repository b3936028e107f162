import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import type { JsonRoute } from './route.ts';

export const webLinkSchema = z.object({ url: z.string(), expiresAt: z.number() });
/** A link that signs a browser in once; `expiresAt` in ms since the epoch. */
export type WebLink = z.infer<typeof webLinkSchema>;

export const endedSessionsSchema = z.object({ ended: z.number().int() });

/** The part of the access of browsers that the person at the socket controls. */
export interface WebControl {
  createLink(): WebLink;
  /** Signs all browsers out. Resolves to their number. */
  endSessions(): Promise<number>;
}

export const WEB_LINKS_PATH = '/v1/web-links';
export const WEB_SESSIONS_PATH = '/v1/web-sessions';

/** The routes of `bulkhead web`. `access` returns undefined while the host serves no browsers. */
export function webRoutes(access: () => WebControl | undefined): JsonRoute[] {
  const need = () => {
    const control = access();
    if (control) return control;
    throw new AppFailure({
      type: 'conflict',
      message: 'Bulkhead runs, but does not serve browsers. Start it with “bulkhead serve --web”.',
    });
  };
  return [
    {
      kind: 'json',
      method: 'POST',
      path: WEB_LINKS_PATH,
      id: 'createWebLink',
      summary: 'Make a link that signs a browser in once',
      scope: 'person',
      output: webLinkSchema,
      status: 201,
      run: async () => ({ body: need().createLink() }),
    },
    {
      kind: 'json',
      method: 'DELETE',
      path: WEB_SESSIONS_PATH,
      id: 'endWebSessions',
      summary: 'Sign all browsers out',
      scope: 'person',
      output: endedSessionsSchema,
      status: 200,
      run: async () => ({ body: { ended: await need().endSessions() } }),
    },
  ];
}
