import { AppFailure } from '../../../electron/contract/error.ts';
import { RPC_PROTOCOL } from '../../../electron/contract/rpc-protocol.ts';
import { KEY_PROTOCOL_PREFIX, signedInSchema, WEB_PATHS } from '../../../electron/contract/web.ts';
import type { HostPort } from '../transport.ts';
import { browserSocketPort } from './web-socket-port.ts';

/** Where the page keeps the session's key: with its origin, which includes the port. */
const KEY = 'bulkhead.key';

/** Uses a sign-in link up. Resolves to whether this browser is signed in now. */
export async function signIn(link: string): Promise<boolean> {
  const answer = await post(WEB_PATHS.signIn, { link });
  if (!answer.ok) return false;
  localStorage.setItem(KEY, signedInSchema.parse(await answer.json()).key);
  return true;
}

/** Ends the session and leaves the window. */
export async function signOut(): Promise<void> {
  await post(WEB_PATHS.signOut, {});
  localStorage.removeItem(KEY);
  leave();
}

/** Whether the host knows this browser. Rejects when the host does not answer. */
export async function isSignedIn(): Promise<boolean> {
  return (await fetch(WEB_PATHS.session)).ok && localStorage.getItem(KEY) !== null;
}

/**
 * Opens a WebSocket of the session. Leads to the sign-in page when there is no session any more. Rejects with
 * `engine-unreachable` when the host does not answer.
 */
export async function connect(path: string): Promise<HostPort> {
  const known = await isSignedIn().catch(() => {
    throw unreachable();
  });
  if (!known) {
    leave();
    throw unreachable();
  }
  const address = new URL(path, window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const key = localStorage.getItem(KEY) ?? '';
  const socket = new WebSocket(address, [RPC_PROTOCOL, `${KEY_PROTOCOL_PREFIX}${key}`]);
  const port = browserSocketPort(socket);
  return await new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(port));
    socket.addEventListener('error', () => reject(unreachable()));
  });
}

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function leave(): void {
  window.location.replace(WEB_PATHS.signIn);
}

function unreachable(): AppFailure {
  return new AppFailure({
    type: 'engine-unreachable',
    message: 'Bulkhead does not answer: it has ended, or the connection to its machine is interrupted.',
  });
}
