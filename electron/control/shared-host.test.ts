import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openWindow } from '../../test/harness/agents/test-window.ts';
import { RpcClient } from '../client/rpc-client.ts';
import { createConsentHandlers } from '../engine/approvals/consent-handlers.ts';
import { type Consent, notAllowed } from '../engine/consent/consent.ts';
import { Consents } from '../engine/consent/consents.ts';
import { SaveTokens } from '../engine/files/save-tokens.ts';
import type { OwnEngineHost } from '../engine/host.ts';
import type { Handlers, StreamHandlers } from '../engine/rpc/handlers.ts';
import { RpcServer } from '../engine/rpc/server.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLogger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';
import { connectControl } from './connect.ts';
import { SharedHost } from './shared-host.ts';

let scope: Scope;
let dataPath: string;
beforeEach(() => {
  scope = new Scope();
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-shared-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  dataPath = folder;
});
afterEach(() => scope.dispose());

/** Creates a host that reports its process, and whose consoles echo their input. */
function hostOf(
  name: string,
): OwnEngineHost & { server: RpcServer; consents: Consents; saveTokens: SaveTokens } {
  const consents = new Consents({ asksPrograms: true });
  const saveTokens = new SaveTokens(systemClock);
  const asking = createConsentHandlers(consents);
  const streams: Partial<StreamHandlers> = {
    'console.open': (_input, sink) =>
      new Promise((resolve) => {
        sink.onInput((input) => {
          if (input.type === 'data') sink.push(input.bytes);
        });
        sink.signal.addEventListener('abort', () => resolve({ exitCode: null }));
      }),
    ...asking.streams,
  };
  const calls = {
    ...asking.calls,
    'save-places.offer': ({ token, path }: { token: string; path: string }) => {
      saveTokens.offer(token, path);
      return {};
    },
    'agent.propose-name': () => ({ name }),
    'agent.list': () => ({ sequence: 0, agents: [] }),
  };
  const server = new RpcServer({
    handlers: { calls, streams } as unknown as Handlers,
    logger: silentLogger,
    checkOutputs: true,
  });
  return {
    server,
    consents,
    saveTokens,
    connect: (port) => server.connect(port),
    stopAgents: () => Promise.resolve(),
    onRunning: () => () => undefined,
    recordCall: () => undefined,
    appAccess: { serve: () => () => undefined, callerOf: () => undefined },
    dispose: async () => server.dispose(),
  };
}

async function open(name: string, folder = dataPath, consent?: Consent) {
  const host = hostOf(name);
  const shared = new SharedHost({
    dataPath: folder,
    createHost: () => host,
    ...(consent ? { consent } : {}),
    clock: systemClock,
    logger: silentLogger,
  });
  scope.add(() => shared.dispose());
  await shared.ready();
  return { shared, host, window: () => openWindow(scope, (port) => shared.connect(port)) };
}

const answer = (client: RpcClient) => client.call('agent.propose-name', {});

it('is this process’s own host for the first, and the first’s host for the second', async () => {
  const first = await open('first');
  const second = await open('second');
  expect(await answer(first.window())).toEqual({ name: 'first' });
  expect(await answer(second.window())).toEqual({ name: 'first' });
  expect(second.host.server.size).toBe(0);
});

it('pushes events of the first to the windows of the second', async () => {
  const first = await open('first');
  const window = (await open('second')).window();
  const listener = vi.fn();
  window.on('operation.dismissed', listener);
  await answer(window);
  first.host.server.broadcast('operation.dismissed', { operationId: 'one' });
  await vi.waitFor(() => expect(listener).toHaveBeenCalledWith({ operationId: 'one' }));
});

it('is taken over by the second when the first ends, and windows are told to connect again', async () => {
  const first = await open('first');
  const second = await open('second');
  const window = second.window();
  await answer(window);
  const replaced = new Promise<void>((resolve) => second.shared.replaced.on(resolve));
  await first.shared.dispose();
  await expect(answer(window)).rejects.toMatchObject({ error: { type: 'engine-unreachable' } });
  await replaced;
  expect(await answer(second.window())).toEqual({ name: 'second' });
});

it('asks the person in the second what the first must ask, and takes places to save to from there', async () => {
  const { host } = await open('first');
  const asked: unknown[] = [];
  const answers: (() => Promise<void>)[] = [() => Promise.resolve(), () => Promise.reject(notAllowed())];
  const second = await open('second', dataPath, {
    ask: (question) => {
      asked.push(question);
      return answers.shift()?.() ?? Promise.reject(notAllowed());
    },
  });
  const question = { message: 'Use it?', detail: 'x' };
  await vi.waitFor(() => host.consents.ask(question));
  await expect(host.consents.ask(question)).rejects.toMatchObject({ error: { type: 'not-allowed' } });
  expect(asked).toMatchObject([question, question]);
  await second.shared.offerPlace('token', '/chosen');
  expect(await host.saveTokens.take('token', scope.signal)).toBe('/chosen');
});

it('lets no window of either process answer for the person', async () => {
  const first = await open('first');
  const second = await open('second');
  const answerIt = { consentId: '1', allowed: true };
  for (const window of [first.window(), second.window()])
    await expect(window.call('consents.answer', answerIt)).rejects.toMatchObject({
      error: { type: 'not-allowed' },
    });
});

it('cuts the windows of a process that goes away', async () => {
  const first = await open('first');
  const own = first.host.server.size;
  const second = await open('second');
  await answer(second.window());
  expect(first.host.server.size).toBe(own + 2);
  await second.shared.dispose();
  await vi.waitFor(() => expect(first.host.server.size).toBe(own));
});

it('serves a window that comes before it is decided whose host it is', async () => {
  const shared = new SharedHost({
    dataPath,
    createHost: () => hostOf('early'),
    clock: systemClock,
    logger: silentLogger,
  });
  scope.add(() => shared.dispose());
  expect(await answer(openWindow(scope, (port) => shared.connect(port)))).toEqual({ name: 'early' });
});

it('works alone where no socket can be made', async () => {
  const alone = await open('alone', join(dataPath, 'a'.repeat(120)));
  expect(await answer(alone.window())).toEqual({ name: 'alone' });
});

it('carries a console’s bytes both ways to a program that connects to the socket', async () => {
  await open('first');
  const port = await connectControl(dataPath);
  if (!port) return expect.fail('nothing listens');
  scope.add(() => port.close());
  const client = new RpcClient(port);
  const received: number[] = [];
  const console = client.open(
    'console.open',
    { agentId: 'a', columns: 80, rows: 24 },
    { onItem: (bytes) => received.push(...bytes) },
  );
  await answer(client);
  console.send({ type: 'data', bytes: new Uint8Array([0, 255, 10]) });
  await vi.waitFor(() => expect(received).toEqual([0, 255, 10]));
  console.close();
  await expect(console.done).resolves.toEqual({ exitCode: null });
});

it('resolves to nothing where no host runs', async () => {
  expect(await connectControl(dataPath)).toBeUndefined();
});
