import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { controlPlaceOf } from '../../../electron/control/control-place.ts';

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
  const folder = dataFolders.get(window);
  if (folder === undefined) throw new Error('this window was not started by the fixture "launch"');
  const { path: socketPath } = controlPlaceOf(folder);
  while (!window.isClosed()) {
    const answer = await send(socketPath, method, path, body);
    if (answer) return answer;
    await sleep(50);
  }
  throw new Error(`the window was closed before its host took ${method} ${path}`);
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
