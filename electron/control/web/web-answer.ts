import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RecordedCall } from '../../contract/api-call.ts';
import { signInSchema, WEB_PATHS } from '../../contract/web.ts';
import { fileBelow } from '../../page/file-below.ts';
import { pageHeaders } from '../../page/page-headers.ts';
import { readJson } from '../http/body.ts';
import { HttpRefusal } from '../http/problem.ts';
import type { Downloads } from './downloads.ts';
import { clearCookie, setCookie } from './session-cookie.ts';
import type { SignInLinks } from './sign-in-links.ts';
import type { WebSession, WebSessions } from './web-sessions.ts';

export interface WebAnswerOptions {
  /** The folder of the built page. */
  pagePath: string;
  links: SignInLinks;
  sessions: WebSessions;
  downloads: Downloads;
  secure: boolean;
  /** Records a sign-in, a refused one too, and a sign-out. */
  record(call: RecordedCall): void;
}

interface WebRequest {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  session: WebSession | undefined;
}

/** Headers of every answer: no other origin may embed it, nor keep a handle to the window. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Answers one admitted request. Files of the page hold nothing but published code, so that they need no session; only
 * its first document leads to the sign-in without one. Throws an `HttpRefusal`.
 */
export async function answerWebRequest(web: WebRequest, options: WebAnswerOptions): Promise<void> {
  const { request, response, path, session } = web;
  for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
  if (request.method === 'POST') await post(web, options);
  else if (path === WEB_PATHS.session) {
    need(session);
    noContent(response);
  } else if (path.startsWith(WEB_PATHS.downloads)) {
    await options.downloads.send(path.slice(WEB_PATHS.downloads.length), need(session), response);
  } else if ((path === '/' || path === '/index.html') && !session) {
    response.writeHead(303, { location: WEB_PATHS.signIn, 'cache-control': 'no-store' }).end();
  } else await sendFile(web, options);
}

async function post({ request, response, path, session }: WebRequest, options: WebAnswerOptions) {
  const body = await readJson(request);
  switch (path) {
    case WEB_PATHS.signIn: {
      const parsed = signInSchema.safeParse(body);
      if (!parsed.success || !options.links.redeem(parsed.data.link)) {
        options.record({ caller: 'unknown', method: 'POST', route: path, status: 403 });
        throw new HttpRefusal(403, 'This link was used already, or has expired.');
      }
      const { id, cookie, key } = options.sessions.create();
      options.record({ caller: `browser:${id}`, method: 'POST', route: path, status: 200 });
      response.writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'set-cookie': setCookie(cookie, options.secure),
      });
      response.end(JSON.stringify({ key }));
      return;
    }
    case WEB_PATHS.signOut:
      if (session) {
        options.record({ caller: `browser:${session.id}`, method: 'POST', route: path, status: 204 });
        await session.scope.dispose();
      }
      response.setHeader('set-cookie', clearCookie(options.secure));
      noContent(response);
      return;
    default:
      throw new HttpRefusal(404, 'There is nothing at this path.');
  }
}

function need(session: WebSession | undefined): WebSession {
  if (session) return session;
  throw new HttpRefusal(401, 'Sign in first.');
}

function noContent(response: ServerResponse): void {
  response.writeHead(204, { 'cache-control': 'no-store' }).end();
}

async function sendFile({ request, response, path }: WebRequest, options: WebAnswerOptions): Promise<void> {
  const file = fileBelow(options.pagePath, path === WEB_PATHS.signIn ? '/sign-in.html' : path);
  const content = file === undefined ? undefined : await readFile(file).catch(unlessAbsent);
  if (file === undefined || content === undefined)
    throw new HttpRefusal(404, 'There is nothing at this path.');
  response.writeHead(200, {
    ...pageHeaders(file),
    'content-length': String(content.length),
    // Names of assets change with their content.
    'cache-control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'EISDIR') return undefined;
  throw error;
}
