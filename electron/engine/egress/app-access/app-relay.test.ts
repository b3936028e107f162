import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { APP_HOST, APP_SERVICE } from '../../../contract/mcp-grant.ts';
import { duplexPair } from '../../../lib/duplex-pair.ts';
import { silentLogger } from '../../../lib/logger.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import { RelayLink, type RelayRequest } from '../../../lib/relay/link.ts';
import { AppRelay } from './app-relay.ts';

const rule = { id: 'app', effect: 'allow' as const, host: APP_HOST, service: { address: APP_SERVICE } };
const granted = { agentId: 'one', mode: 'allowlist' as const, rules: [rule] };

/** A relay whose other end is in this process. */
function openRelay() {
  const clock = new ManualClock();
  const opened: { end(): void; connect(): Promise<Duplex> }[] = [];
  const relay = new AppRelay({
    clock,
    logger: silentLogger,
    open: async (onRequest: (request: RelayRequest) => void) => {
      const [there, here] = [
        new RelayLink({ send: (bytes) => queueMicrotask(() => here.push(bytes)) }),
        new RelayLink({ send: (bytes) => queueMicrotask(() => there.push(bytes)), onRequest }),
      ];
      let end: () => void = () => undefined;
      const closed = new Promise<void>((resolve) => {
        end = resolve;
      });
      const connect = async () => {
        const [near, far] = duplexPair();
        await there.open('app', far);
        return near;
      };
      opened.push({ end, connect });
      return { link: here, closed, close: end };
    },
  });
  /** Lets time pass, and the relay act on it. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    await setImmediate();
  };
  return { relay, pass, opened };
}

it('runs while an agent has a grant whose egress is not Off, and starts again when it ended', async () => {
  const { relay, pass, opened } = openRelay();
  relay.applied({ ...granted, mode: 'off' });
  relay.applied({ ...granted, rules: [] });
  await pass(60_000);
  expect(opened).toHaveLength(0);
  relay.applied(granted);
  await pass(0);
  expect(opened).toHaveLength(1);
  opened[0]?.end();
  await pass(0);
  await pass(10_000);
  expect(opened).toHaveLength(2);
  relay.forget('one');
  await pass(60_000);
  expect(opened).toHaveLength(2);
});

it('hands connections to whoever serves them, and refuses them without', async () => {
  const { relay, pass, opened } = openRelay();
  relay.applied(granted);
  await pass(0);
  await expect(opened[0]?.connect()).rejects.toThrow('not-served');
  const served: Duplex[] = [];
  const stop = relay.serve((connection) => served.push(connection));
  const connection = await opened[0]?.connect();
  connection?.write('hello');
  const [chunk] = await new Promise<Buffer[]>((resolve) =>
    served[0]?.once('data', (data: Buffer) => resolve([data])),
  );
  expect(chunk?.toString()).toBe('hello');
  stop();
  await expect(opened[0]?.connect()).rejects.toThrow('not-served');
  relay.dispose();
});
