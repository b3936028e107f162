import { describe, expect, it } from 'vitest';
import { AppFailure } from '../../../electron/contract/error.ts';
import { decodeFrame, encodeFrame } from '../../../electron/lib/frame.ts';
import { ManualClock } from '../../../electron/lib/manual-clock.ts';
import type { HostPort } from '../transport.ts';
import { HostConnection } from './host-connection.ts';
import { RemoteShell } from './remote-shell.ts';
import { type BrowserSocket, browserSocketPort } from './web-socket-port.ts';

const unreachable = new AppFailure({ type: 'engine-unreachable', message: 'gone' });

/** A browser's socket whose other end is the test. */
function fakeSocket() {
  const listeners = new Map<string, (event: unknown) => void>();
  const sent: unknown[] = [];
  const socket = {
    readyState: 1,
    binaryType: 'blob',
    send: (bytes: Uint8Array) => void sent.push(decodeFrame(bytes)),
    close: () => listeners.get('close')?.({}),
    addEventListener: (name: string, listener: (event: unknown) => void) =>
      void listeners.set(name, listener),
  };
  const receive = (message: unknown) => {
    const bytes = encodeFrame(message);
    listeners.get('message')?.({ data: bytes.slice().buffer });
  };
  return { socket: socket as unknown as BrowserSocket, sent, receive };
}

describe('a port over a WebSocket', () => {
  it('carries messages both ways, also those that came before somebody listened', () => {
    const { socket, sent, receive } = fakeSocket();
    const port = browserSocketPort(socket);
    receive({ t: 'event', bytes: new Uint8Array([1, 2]) });
    const received: unknown[] = [];
    port.onMessage((message) => received.push(message));
    port.post({ t: 'call' });
    expect(received).toEqual([{ t: 'event', bytes: new Uint8Array([1, 2]) }]);
    expect(sent).toEqual([{ t: 'call' }]);
  });

  it('reports its end once', () => {
    const { socket } = fakeSocket();
    const port = browserSocketPort(socket);
    let ends = 0;
    port.onClose(() => {
      ends += 1;
    });
    port.closed();
    port.close();
    expect(ends).toBe(1);
  });
});

describe('the connection to the host', () => {
  function connection() {
    const clock = new ManualClock();
    const answers: (HostPort | AppFailure)[] = [];
    const ports: HostPort[] = [];
    let wanted = 0;
    const host = new HostConnection({
      connect: () => {
        const answer = answers.shift() ?? unreachable;
        return answer instanceof AppFailure ? Promise.reject(answer) : Promise.resolve(answer);
      },
      clock,
      onPort: (port) => ports.push(port),
      onWanted: () => {
        wanted += 1;
      },
    });
    return { host, clock, answers, ports, wanted: () => wanted };
  }

  it('is wanted again when it is lost, and not when the window closed it', async () => {
    const { host, answers, ports, wanted } = connection();
    const [lost, left] = [fakeSocket(), fakeSocket()];
    answers.push(browserSocketPort(lost.socket), browserSocketPort(left.socket));
    await host.open();
    lost.socket.close();
    expect(wanted()).toBe(1);
    await host.open();
    ports[1]?.close();
    expect(wanted()).toBe(1);
  });

  it('is tried again after growing pauses, and at once when the page is seen again', async () => {
    const { host, clock, wanted } = connection();
    await expect(host.open()).rejects.toBe(unreachable);
    host.retryNow();
    expect(wanted()).toBe(1);
    await expect(host.open()).rejects.toBe(unreachable);
    clock.advance(500);
    expect(wanted()).toBe(1);
    clock.advance(500);
    expect(wanted()).toBe(2);
    host.retryNow();
    expect(wanted()).toBe(2);
  });
});

describe('the remote shell', () => {
  it('asks over one connection, and opens another one after it was lost', async () => {
    const sockets = [fakeSocket(), fakeSocket()] as const;
    const opened: HostPort[] = [];
    const events: unknown[] = [];
    const shell = new RemoteShell({
      connect: async () => {
        const port = browserSocketPort(sockets[opened.length === 0 ? 0 : 1].socket);
        opened.push(port);
        return port;
      },
      onEvent: (name, payload) => events.push([name, payload]),
    });
    const first = shell.invoke('app.info', {});
    const second = shell.invoke('settings.get', {});
    await expect.poll(() => sockets[0].sent).toHaveLength(2);
    sockets[0].receive({ id: 2, answer: { ok: true, output: 'two' } });
    sockets[0].receive({ event: 'settings.changed', payload: {} });
    expect(await second).toEqual({ ok: true, output: 'two' });
    expect(events).toEqual([['settings.changed', {}]]);
    sockets[0].socket.close();
    expect(await first).toMatchObject({ ok: false, error: { type: 'engine-unreachable' } });
    void shell.invoke('app.info', {});
    await expect.poll(() => sockets[1].sent).toHaveLength(1);
  });
});
