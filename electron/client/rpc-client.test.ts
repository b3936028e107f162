import { beforeEach, describe, expect, it } from 'vitest';
import { HIGH_WATER_BYTES } from '../contract/flow.ts';
import type { ClientMessage, HostMessage } from '../contract/wire.ts';
import { RpcClient } from './rpc-client.ts';

let sent: ClientMessage[];
let answer: (message: HostMessage) => void;
let hangUp: () => void;
let client: RpcClient;

beforeEach(() => {
  sent = [];
  client = new RpcClient({
    post: (message) => void sent.push(message as ClientMessage),
    onMessage: (listener) => {
      answer = listener;
    },
    onClose: (listener) => {
      hangUp = listener;
    },
    close: () => undefined,
  });
});

const error = (type: string) => expect.objectContaining({ error: expect.objectContaining({ type }) });

describe('calls', () => {
  it('cancels once, and only while there is something to cancel', async () => {
    const controller = new AbortController();
    const listed = client.call('operation.list', {}, controller.signal);
    answer({ t: 'ok', id: 1, output: [] });
    await listed;
    controller.abort();
    expect(sent.map(({ t }) => t)).toEqual(['call']);
  });

  it('asks nothing when it was cancelled before', async () => {
    await expect(client.call('operation.list', {}, AbortSignal.abort())).rejects.toEqual(error('cancelled'));
    expect(sent).toEqual([]);
  });

  it('fail when the engine host goes away, and from then on', async () => {
    const open = client.call('operation.list', {});
    hangUp();
    await expect(open).rejects.toEqual(error('engine-unreachable'));
    await expect(client.call('operation.list', {})).rejects.toEqual(error('engine-unreachable'));
  });
});

describe('streams', () => {
  const follow = (items: unknown[]) =>
    client.open('stats.watch', { focused: [], listed: [] }, { onItem: (item) => items.push(item) });

  it('gives credit back for what was handled', () => {
    const items: unknown[] = [];
    follow(items);
    answer({ t: 'item', id: 1, value: 'one' });
    expect(items).toEqual(['one']);
    expect(sent.at(-1)).toEqual({ t: 'ack', id: 1, size: 1 });
  });

  it('are full of input until the host has taken it, or has ended the stream', async () => {
    const stream = client.open(
      'exec.run',
      { agentId: 'a', command: ['cat'], stdin: true },
      { onItem: () => undefined },
    );
    stream.send({ type: 'data', bytes: new Uint8Array(HIGH_WATER_BYTES) });
    expect(stream.full).toBe(true);
    answer({ t: 'taken', id: 1 });
    await stream.ready();
    expect(stream.full).toBe(false);
    stream.send({ type: 'data', bytes: new Uint8Array(HIGH_WATER_BYTES) });
    const ready = stream.ready();
    answer({ t: 'end', id: 1, result: { exitCode: 0 } });
    await expect(ready).resolves.toBeUndefined();
  });

  it('hands on nothing after it was closed, and settles when its producer has ended', async () => {
    const items: unknown[] = [];
    const stream = follow(items);
    stream.close();
    answer({ t: 'item', id: 1, value: 'late' });
    answer({ t: 'end', id: 1, result: {} });
    await expect(stream.done).resolves.toEqual({});
    expect(items).toEqual([]);
  });
});
