import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { RecordedCall } from '../../contract/api-call.ts';
import { RPC_PROTOCOL } from '../../contract/rpc-protocol.ts';
import { KEY_PROTOCOL_PREFIX } from '../../contract/web.ts';
import { type Consent, notAllowed } from '../../engine/consent/consent.ts';
import { SaveTokens } from '../../engine/files/save-tokens.ts';
import type { Handlers } from '../../engine/rpc/handlers.ts';
import { RpcServer } from '../../engine/rpc/server.ts';
import { noAdministration } from '../../engine/secrets/no-secrets.ts';
import { silentLogger } from '../../lib/logger.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import type { Scope } from '../../lib/scope.ts';
import { SettingsStore } from '../../settings/settings-store.ts';
import { type ApiAnswer, ask } from '../api.fixture.ts';
import { TokenStore } from '../tokens.ts';
import { Downloads } from './downloads.ts';
import { SignInLinks } from './sign-in-links.ts';
import { hostsOf, LOOPBACK_NAMES } from './web-address.ts';
import { WebServer } from './web-server.ts';
import { WebSessions } from './web-sessions.ts';

const PAGE = '<!doctype html><title>window</title>';

/** A browser that is signed in. */
export interface SignedIn {
  cookie: string;
  key: string;
}

interface ConnectOptions {
  key?: string;
  headers?: Readonly<Record<string, string>>;
  /** Whether pings are answered. */
  autoPong?: boolean;
}

/** Opens a server for browsers whose host answers `agent.list`, on a clock that the test advances. */
export async function openWeb(scope: Scope) {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-web-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  const pagePath = join(folder, 'page');
  mkdirSync(join(pagePath, 'assets'), { recursive: true });
  writeFileSync(join(pagePath, 'index.html'), PAGE);
  writeFileSync(join(pagePath, 'sign-in.html'), '<!doctype html><title>sign in</title>');
  writeFileSync(join(pagePath, 'assets/main.js'), 'export {};');
  writeFileSync(join(folder, 'settings-of-nobody.json'), 'outside of the page');
  const clock = new ManualClock();
  const host = new RpcServer({
    handlers: {
      calls: { 'agent.list': () => ({ sequence: 0, agents: [] }) },
      streams: {},
    } as unknown as Handlers,
    logger: silentLogger,
    checkOutputs: false,
  });
  const links = new SignInLinks(clock);
  const sessions = new WebSessions(clock);
  const settings = new SettingsStore(folder);
  const saveTokens = new SaveTokens(clock);
  const downloads = new Downloads({ folder: join(folder, 'downloads'), saveTokens });
  const tokens = new TokenStore({ folder: join(folder, 'tokens'), clock });
  const recorded: RecordedCall[] = [];
  let answerQuestion: Consent['ask'] = () => Promise.reject(notAllowed());
  let port = 0;
  const server = new WebServer({
    pagePath,
    host,
    links,
    sessions,
    downloads,
    clock,
    logger: silentLogger,
    record: (call) => recorded.push(call),
    hosts: () => hostsOf(LOOPBACK_NAMES, port, false),
    shell: {
      settings,
      downloads,
      tokens,
      secrets: noAdministration,
      secretsChanged: () => () => undefined,
      consent: { ask: (question) => answerQuestion(question) },
      version: '1.2.3',
      home: '/home/me',
      logger: silentLogger,
      checkOutputs: true,
    },
  });
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
  port = (server.http.address() as AddressInfo).port;
  scope.add(() => settings.flush());
  scope.add(() => server.close());
  scope.add(async () => void (await sessions.endAll()));
  const origin = `http://localhost:${port}`;
  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    ask(port, 'POST', path, { 'content-type': 'application/json', origin, ...headers }, JSON.stringify(body));
  return {
    port,
    tokens,
    origin,
    clock,
    host,
    links,
    sessions,
    settings,
    saveTokens,
    recorded,
    /** Has the person answer so from now on; until then they refuse everything. */
    answerAs: (ask: Consent['ask']) => {
      answerQuestion = ask;
    },
    get: (path: string, headers: Readonly<Record<string, string>> = {}) => ask(port, 'GET', path, headers),
    post,
    signIn: async (): Promise<SignedIn> =>
      readSignIn(await post('/sign-in', { link: links.create().secret })),
    /** Opens a WebSocket with these headers. */
    connect: (path: string, by: ConnectOptions) => connect(`ws://localhost:${port}${path}`, by),
  };
}

export function readSignIn({ headers, text }: ApiAnswer): SignedIn {
  const [setCookie = ''] = headers['set-cookie'] ?? [];
  return { cookie: setCookie.split(';')[0] ?? '', key: (JSON.parse(text) as { key: string }).key };
}

/** Resolves to the open socket, or to the status of the refusal. */
function connect(
  url: string,
  { key, headers = {}, autoPong = true }: ConnectOptions,
): Promise<WebSocket | number> {
  const protocols = [RPC_PROTOCOL, ...(key === undefined ? [] : [`${KEY_PROTOCOL_PREFIX}${key}`])];
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, {
      headers: { ...headers },
      autoPong,
      perMessageDeflate: false,
    });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

/** The open socket. Fails for a refusal. */
export function opened(socket: WebSocket | number): WebSocket {
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

/** Resolves to the code with which the socket was closed. */
export function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.on('close', resolve));
}
