import { expect, it, vi } from 'vitest';
import type { EngineConnection } from './connection.ts';
import { createEngineHandlers } from './handlers.ts';

function handlers(allowed: boolean) {
  const connection = {
    endpoints: async () => [{ endpoint: { url: 'ssh://known', source: 'context', label: 'work' } }],
    test: vi.fn(async () => ({ reachable: true })),
    choose: vi.fn(),
  };
  const ask = vi.fn(async () => {
    if (!allowed) throw new Error('not allowed');
  });
  const calls = createEngineHandlers(connection as unknown as EngineConnection, { ask });
  return { calls, connection, ask };
}
const live = new AbortController().signal;
const endpoint = (url: string) => ({ endpoint: { url, source: 'settings' as const, label: url } });

it('connects to an unknown address only after the person agreed to exactly it', async () => {
  const { calls, connection, ask } = handlers(false);
  for (const url of ['tcp://10.0.0.1:2375', 'ssh://other', 'http://evil.test', 'https://evil.test']) {
    await expect(calls['engine.test']({ url }, live)).rejects.toThrow('not allowed');
    await expect(calls['engine.choose'](endpoint(url), live)).rejects.toThrow('not allowed');
    expect(ask).toHaveBeenLastCalledWith(expect.objectContaining({ detail: url }), live);
  }
  expect(connection.test).not.toHaveBeenCalled();
  expect(connection.choose).not.toHaveBeenCalled();
});

it('asks once for an address, and not for sockets and contexts of this machine', async () => {
  const { calls, ask } = handlers(true);
  await calls['engine.test']({ url: 'tcp://10.0.0.1:2375' }, live);
  await calls['engine.choose'](endpoint('tcp://10.0.0.1:2375'), live);
  expect(ask).toHaveBeenCalledTimes(1);
  await calls['engine.choose'](endpoint('unix:///var/run/docker.sock'), live);
  await calls['engine.choose'](endpoint('ssh://known'), live);
  await calls['engine.choose']({ endpoint: null }, live);
  expect(ask).toHaveBeenCalledTimes(1);
  // The same address without a check of its certificate may be another machine.
  const unchecked = { ...endpoint('ssh://known').endpoint, skipTlsVerify: true };
  await calls['engine.choose']({ endpoint: unchecked }, live);
  expect(ask).toHaveBeenCalledTimes(2);
});
