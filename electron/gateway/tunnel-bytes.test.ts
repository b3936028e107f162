import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { DEAD, exchange, INTERNET, openTcp } from '../../test/harness/gateway/gateway.ts';
import { allow, tunnelGateway } from '../../test/harness/gateway/tunnels.ts';

const { gateway, serve, openTunnel } = tunnelGateway();

describe('the bytes of a tunnel', () => {
  it.each(['alone', 'beside another agent'])(
    '%s are not lost, doubled or reordered, both ways at once, when the reader is slow',
    async (company) => {
      const bulk = randomBytes(12 * 1024 * 1024);
      const digest = (bytes: readonly Buffer[]) =>
        createHash('sha256').update(Buffer.concat(bytes)).digest('hex');
      const arrived: Buffer[] = [];
      let sentAll = (): void => undefined;
      const allArrived = new Promise<void>((resolve) => {
        sentAll = resolve;
      });
      const port = await serve(
        openTcp((socket) => {
          // The server sends before the agent does.
          socket.write('first');
          socket.once('data', () => socket.end(bulk));
          socket.on('data', (chunk: Buffer) => arrived.push(chunk));
          socket.once('end', sentAll);
        }),
      );
      gateway().names.set('allowed.test', [DEAD, INTERNET]);
      await gateway().setPolicy({ rules: [allow('allowed.test', port, { anyProtocol: true })] });
      const raw = await openTunnel('allowed.test', port);
      await raw.until((text) => text.endsWith('first'));
      const chunks: Buffer[] = [];
      raw.socket.removeAllListeners('data');
      raw.socket.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        raw.socket.pause();
        setImmediate(() => raw.socket.resume());
      });
      if (company !== 'alone') {
        await gateway().setPolicy({ agentId: 'two', localAddress: '127.0.0.3' });
        await exchange(
          gateway().proxyPort('two'),
          'GET http://x.test/ HTTP/1.1\r\nHost: x.test\r\n\r\n',
          '127.0.0.3',
        );
      }
      raw.socket.end(bulk);
      await once(raw.socket, 'end');
      expect(digest(chunks)).toBe(digest([bulk]));
      const record = await gateway().decision((decision) => decision.agentId === 'one');
      // The gateway has forwarded everything, but the server may still be reading.
      await allArrived;
      expect(digest(arrived)).toBe(digest([bulk]));
      expect(record).toMatchObject({ bytesUp: bulk.length, bytesDown: bulk.length + 5 });
    },
  );

  it('flow on in one half while the other half has ended', async () => {
    const port = await serve(
      openTcp((socket) => {
        let text = '';
        socket.on('data', (chunk) => {
          text += String(chunk);
        });
        socket.on('end', () => socket.end(`got ${text}`));
      }),
    );
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy({ rules: [allow('allowed.test', port, { anyProtocol: true })] });
    const raw = await openTunnel('allowed.test', port);
    raw.socket.end('question');
    expect(await raw.until((text) => text.includes('got question'))).toContain('got question');
  });
});
