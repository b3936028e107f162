import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import type { ClientMessage } from '../../contract/wire.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { CallHandlers, Handlers, StreamHandlers } from './handlers.ts';
import { RpcServer } from './server.ts';

/** A server with these handlers, and a window at its other end. */
function serve(calls: Partial<CallHandlers>, streams: Partial<StreamHandlers> = {}, checkOutputs = true) {
  const handlers = { calls, streams } as Handlers;
  const server = new RpcServer({ handlers, logger: silentLogger, checkOutputs });
  const window = () => {
    const received: unknown[] = [];
    let say: (message: unknown) => void = () => undefined;
    let leave: () => void = () => undefined;
    let closed = false;
    server.connect({
      post: (message) => void received.push(message),
      onMessage: (listener) => {
        say = listener;
      },
      onClose: (listener) => {
        leave = listener;
      },
      close: () => {
        closed = true;
      },
    });
    return {
      received,
      closed: () => closed,
      say: (message: ClientMessage) => say(message),
      leave: () => leave(),
      raw: say,
    };
  };
  return { server, window };
}

describe('calls', () => {
  const ask = (name: string, input: unknown = {}): ClientMessage => ({ t: 'call', id: 1, name, input });
  const failure = (type: string) => ({ t: 'fail', id: 1, error: expect.objectContaining({ type }) });

  it('answers with data, and with expected failures as data', async () => {
    const { window } = serve({
      'operation.list': () => [],
      'egress.state': () => {
        throw new AppFailure({ type: 'not-found', message: 'No.' });
      },
    });
    const one = window();
    one.say(ask('operation.list'));
    one.say({ t: 'call', id: 2, name: 'egress.state', input: { agentId: 'a' } });
    await vi.waitFor(() => expect(one.received).toHaveLength(2));
    expect(one.received).toContainEqual({ t: 'ok', id: 1, output: [] });
    expect(one.received).toContainEqual({ ...failure('not-found'), id: 2 });
  });

  it.each([
    ['a name that is not in the contract', 'toString', {}, 'invalid-input'],
    ['input that is not in the contract', 'egress.state', { agentId: 7 }, 'invalid-input'],
  ])('refuses %s', async (_, name, input, type) => {
    const { window } = serve({});
    const one = window();
    one.say(ask(name, input));
    await vi.waitFor(() => expect(one.received).toEqual([failure(type)]));
  });

  it('tells a bug by an id only, and goes on', async () => {
    const { window } = serve({
      'operation.list': () => {
        throw new Error('bug');
      },
    });
    const one = window();
    one.raw('nonsense');
    one.say(ask('operation.list'));
    await vi.waitFor(() => expect(one.received).toEqual([failure('internal')]));
  });

  it('aborts what a window had under way when it goes, and not what another has', async () => {
    const signals: AbortSignal[] = [];
    const { window } = serve({
      'operation.list': (_, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const [one, other] = [window(), window()];
    one.say(ask('operation.list'));
    other.say(ask('operation.list'));
    one.leave();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});

describe('streams', () => {
  it('wakes a producer that waits for credit when the window closes the stream', async () => {
    const pushed: string[] = [];
    const { window } = serve(
      {},
      {
        'stats.watch': async (_, sink) => {
          while (!sink.full) sink.push({} as never);
          pushed.push('full');
          await sink.ready();
          pushed.push(sink.signal.aborted ? 'closed' : 'open');
          return {};
        },
      },
    );
    const one = window();
    one.say({ t: 'open', id: 1, name: 'stats.watch', input: { focused: [], listed: [] } });
    await vi.waitFor(() => expect(pushed).toEqual(['full']));
    one.say({ t: 'close', id: 1 });
    await vi.waitFor(() => expect(one.received.at(-1)).toEqual({ t: 'end', id: 1, result: {} }));
    expect(pushed).toEqual(['full', 'closed']);
  });

  it('gives credit for an input back once it has been handled', async () => {
    let handle: () => void = () => undefined;
    const { window } = serve(
      {},
      {
        'exec.run': (_, sink) => {
          sink.onInput(() => new Promise((resolve) => (handle = resolve)));
          return new Promise(() => undefined);
        },
      },
    );
    const one = window();
    one.say({ t: 'open', id: 1, name: 'exec.run', input: { agentId: 'a', command: ['cat'] } });
    one.say({ t: 'in', id: 1, value: { type: 'end' } });
    expect(one.received).toEqual([]);
    handle();
    await vi.waitFor(() => expect(one.received).toEqual([{ t: 'taken', id: 1 }]));
  });

  it('sends nothing to a window that has gone', async () => {
    let push: () => void = () => undefined;
    const { server, window } = serve(
      {},
      {
        'stats.watch': (_, sink) => {
          push = () => sink.push({} as never);
          return new Promise(() => undefined);
        },
      },
    );
    const one = window();
    one.say({ t: 'open', id: 1, name: 'stats.watch', input: { focused: [], listed: [] } });
    one.leave();
    push();
    server.broadcast('leftovers.changed', {});
    expect(one.received).toEqual([]);
  });

  it('is refused by a name that is not in the contract', () => {
    const one = serve({}).window();
    one.say({ t: 'open', id: 1, name: 'toString', input: {} });
    expect(one.received).toMatchObject([{ t: 'fail', error: { type: 'invalid-input' } }]);
  });
});

describe('a value that the contract does not say', () => {
  const failed = (what: string) => ({
    t: 'fail',
    id: 1,
    error: expect.objectContaining({ type: 'internal', raw: expect.stringContaining(what) }),
  });
  const list = { 'operation.list': () => [{ id: 7 }] as never };
  const watch = (produce: StreamHandlers['stats.watch']) => ({ 'stats.watch': produce });
  const openStats: ClientMessage = {
    t: 'open',
    id: 1,
    name: 'stats.watch',
    input: { focused: [], listed: [] },
  };

  it('fails as the output of a call, by the name and the path', async () => {
    const one = serve(list).window();
    one.say({ t: 'call', id: 1, name: 'operation.list', input: {} });
    await vi.waitFor(() => expect(one.received).toEqual([failed('output of operation.list')]));
    expect(JSON.stringify(one.received)).toContain('0.id: ');
  });

  it('fails as an item of a stream, and ends its producer', async () => {
    let signal: AbortSignal | undefined;
    const one = serve(
      {},
      watch(async (_, sink) => {
        signal = sink.signal;
        sink.push({ agent: 'nonsense' } as never);
        return {};
      }),
    ).window();
    one.say(openStats);
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    expect(one.received).toEqual([failed('item of stats.watch')]);
  });

  it('fails as the result of a stream', async () => {
    const one = serve(
      {},
      watch(() => Promise.resolve(7 as never)),
    ).window();
    one.say(openStats);
    await vi.waitFor(() => expect(one.received).toEqual([failed('result of stats.watch')]));
  });

  it('fails as an event', () => {
    const { server, window } = serve({});
    const one = window();
    expect(() => server.broadcast('operation.dismissed', { operationId: 7 as never })).toThrow(
      'event operation.dismissed is not what the contract says: operationId',
    );
    expect(one.received).toEqual([]);
  });

  it('passes in a packaged app', async () => {
    const one = serve(list, {}, false).window();
    one.say({ t: 'call', id: 1, name: 'operation.list', input: {} });
    await vi.waitFor(() => expect(one.received).toEqual([{ t: 'ok', id: 1, output: [{ id: 7 }] }]));
  });
});

it('takes a failed parse inside a handler for a bug, not for wrong input', async () => {
  const one = serve({ 'operation.list': () => z.array(z.never()).parse([1]) }).window();
  one.say({ t: 'call', id: 1, name: 'operation.list', input: {} });
  await vi.waitFor(() => expect(one.received).toMatchObject([{ t: 'fail', error: { type: 'internal' } }]));
});

it('hides no call or stream behind another of the same number', () => {
  const signals: AbortSignal[] = [];
  const one = serve(
    {
      'operation.list': (_, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    },
    {},
  ).window();
  one.say({ t: 'call', id: 1, name: 'operation.list', input: {} });
  one.say({ t: 'call', id: 1, name: 'operation.list', input: {} });
  expect(signals).toHaveLength(1);
  one.say({ t: 'cancel', id: 1 });
  expect(signals[0]?.aborted).toBe(true);
});

it('ends every call and stream, and closes every port, when it is disposed of', () => {
  const signals: AbortSignal[] = [];
  const { server, window } = serve(
    {
      'operation.list': (_, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    },
    {
      'stats.watch': (_, sink) => {
        signals.push(sink.signal);
        return new Promise(() => undefined);
      },
    },
  );
  const one = window();
  one.say({ t: 'call', id: 1, name: 'operation.list', input: {} });
  one.say({ t: 'open', id: 2, name: 'stats.watch', input: { focused: [], listed: [] } });
  server.dispose();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  expect(one.closed()).toBe(true);
  expect(server.size).toBe(0);
});

it('forgets a window that went away', () => {
  const { server, window } = serve({});
  window().leave();
  expect(server.size).toBe(0);
});
