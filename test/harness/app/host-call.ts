import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { RpcClient } from '../../../electron/client/rpc-client.ts';
import { controlPlaceOf } from '../../../electron/control/control-place.ts';
import { startControlSocket } from '../../../electron/control/open-control-socket.ts';

export interface HostAnswer {
  readonly status: number | undefined;
  /** What the answer's JSON holds; undefined when it is none. */
  readonly body: unknown;
}

/** The data folder of each window's host. */
const dataFolders = new WeakMap<Page, string>();

/** Says which data folder the host of a window owns, so that a test can call that host. */
export function setDataFolder(window: Page, folder: string): void {
  dataFolders.set(window, folder);
}

/** Calls the HTTP API of a window's host on its socket, once the host listens. */
export async function callHost(
  window: Page,
  method: string,
  path: string,
  body?: object,
): Promise<HostAnswer> {
  const socketPath = socketOf(window);
  return await whenListening(window, () => send(socketPath, method, path, body));
}

/** Connects to a window's host as another window does, once the host listens. */
export async function connectHost(window: Page): Promise<{ client: RpcClient; close(): void }> {
  const socketPath = socketOf(window);
  const port = await whenListening(window, async () => {
    const opening = startControlSocket(socketPath, undefined);
    return (await opening.accepted) ? opening.port : undefined;
  });
  return { client: new RpcClient(port), close: () => port.close() };
}

function socketOf(window: Page): string {
  const folder = dataFolders.get(window);
  if (folder === undefined) throw new Error('this window was not started by the fixtures');
  return controlPlaceOf(folder).path;
}

/** Asks until the host is there. */
async function whenListening<T>(window: Page, ask: () => Promise<T | undefined>): Promise<T> {
  while (!window.isClosed()) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(50);
  }
  throw new Error('the window was closed before its host listened');
}

/** Resolves to undefined when nobody listens. */
function send(
  socketPath: string,
  method: string,
  path: string,
  body: object | undefined,
): Promise<HostAnswer | undefined> {
  const headers = {
    host: 'localhost',
    ...(body ? { 'content-type': 'application/json', accept: 'application/json, text/event-stream' } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const isJson = /\bjson\b/.test(answer.headers['content-type'] ?? '');
        resolve({ status: answer.statusCode, body: isJson ? JSON.parse(text) : undefined });
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
    sent.end(body && JSON.stringify(body));
  });
}
