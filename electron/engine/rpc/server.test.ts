import { describe, expect, it, vi } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import type { ClientMessage } from '../../contract/wire.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { CallHandlers, Handlers, StreamHandlers } from './handlers.ts';
import { RpcServer } from './server.ts';

/** A server with these handlers, and a window at its other end. */
function serve(calls: Partial<CallHandlers>, streams: Partial<StreamHandlers> = {}) {
  const handlers = { calls, streams } as Handlers;
  const server = new RpcServer({ handlers, logger: silentLogger });
  const window = () => {
    const received: unknown[] = [];
    let say: (message: unknown) => void = () => undefined;
    let leave: () => void = () => undefined;
    server.connect({
      post: (message) => void received.push(message),
      onMessage: (listener) => {
        say = listener;
      },
      onClose: (listener) => {
        leave = listener;
      },
      close: () => undefined,
    });
    return { received, say: (message: ClientMessage) => say(message), leave: () => leave(), raw: say };
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
});
