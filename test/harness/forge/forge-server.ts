import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../../electron/lib/scope.ts';
import { createTestTrust } from '../gateway/trust.ts';
import { APIS, type ApiRequest, type ForgeState } from './forge-apis.ts';
import { serveGit } from './git-backend.ts';

export const TOKEN = 'forge-token-of-the-test';

/** A server of one repository, `owner/project`, with git over HTTPS and the APIs of all kinds of forges. */
export interface ForgeServer {
  /** "localhost:12345" */
  host: string;
  /** The certificate authority that the app must trust. */
  caPem: string;
  /** The bare repository. */
  repository: string;
  state: ForgeState;
  /** Every request, with what it said of the person. */
  seen: { path: string; authorization: string | undefined }[];
}

export async function startForge(scope: Scope): Promise<ForgeServer> {
  const folder = mkdtempSync(join(tmpdir(), 'forge-'));
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  const path = 'owner/project';
  const repository = join(folder, `${path}.git`);
  mkdirSync(repository, { recursive: true });
  execFileSync('git', ['init', '-q', '--bare', '--initial-branch=main', repository]);
  const commitOf = (branch: string) =>
    execFileSync('git', ['-C', repository, 'rev-parse', `refs/heads/${branch}`], { encoding: 'utf8' }).trim();
  const state: ForgeState = { token: TOKEN, path, pulls: [], commitOf, canPush: true };
  const trust = createTestTrust(['localhost']);
  const seen: ForgeServer['seen'] = [];
  const server = createServer(
    { ...trust.server, cert: trust.server.cert + trust.caPem },
    (request, response) => {
      seen.push({ path: request.url ?? '', authorization: request.headers.authorization });
      void answer(request, response);
    },
  );
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    const api = APIS.find(({ root }) => url.pathname.startsWith(`${root}/`));
    if (!api) return authenticated(request, response) && serveGit(folder, request, response);
    const { method = '', headers } = request;
    const text = await textOf(request);
    const called: ApiRequest = {
      method,
      path: url.pathname.slice(api.root.length),
      query: url.searchParams,
      headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    const { status, body } = api.answer(called, state, host);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const authenticated = (request: IncomingMessage, response: ServerResponse): boolean => {
    const [, login = ''] = (request.headers.authorization ?? '').split(' ');
    const password = Buffer.from(login, 'base64').toString('utf8').split(':')[1];
    if (password === state.token) return true;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end();
    return false;
  };
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  scope.add(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  scope.add(() => server.closeAllConnections());
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return { host, caPem: trust.caPem, repository, state, seen };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
  return text;
}
