import { describe, expect, it } from 'vitest';
import { INTERNET } from '../../test/harness/gateway/gateway.ts';
import { tunnelGateway } from '../../test/harness/gateway/tunnels.ts';

const { gateway, client, secureServer, echoServer, getThrough } = tunnelGateway();

describe('a held request', () => {
  const holding = { holdMs: 20_000 };

  it('goes on when a person allows it once, and only that one', async () => {
    const port = await secureServer();
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy(holding);
    const raw = client();
    raw.send(`CONNECT allowed.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const { ask } = await gateway().message('ask');
    expect(ask).toMatchObject({ agentId: 'one', host: 'allowed.test', port, reason: 'no-rule' });
    expect(await gateway().command({ type: 'answer', askId: ask.askId, allow: true })).toMatchObject({
      type: 'applied',
    });
    await raw.until((text) => text.includes('\r\n\r\n'));
    expect(await getThrough(raw, 'allowed.test')).toContain('hello');
    expect(await gateway().decision(() => true)).toMatchObject({ verdict: 'allowed', reason: 'answered' });
    expect(await gateway().command({ type: 'answer', askId: ask.askId, allow: true })).toMatchObject({
      code: 'unknown-ask',
    });
  });

  it('that was allowed once as a tunnel is cut ten minutes later', async () => {
    const port = await echoServer();
    gateway().names.set('allowed.test', [INTERNET]);
    await gateway().setPolicy(holding);
    const raw = client();
    raw.send(`CONNECT allowed.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const { ask } = await gateway().message('ask');
    await gateway().command({ type: 'answer', askId: ask.askId, allow: true });
    await raw.until((text) => text.includes('\r\n\r\n'));
    gateway().skippedMs = 11 * 60_000;
    await raw.untilClosed();
    expect(await gateway().decision((record) => record.error === 'closed-by-policy')).toMatchObject({
      reason: 'answered',
    });
  });

  it('is refused when a person says no, and settled by a policy that decides', async () => {
    await gateway().setPolicy(holding);
    const refused = client();
    refused.send('CONNECT no.test:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    const { ask } = await gateway().message('ask');
    await gateway().command({ type: 'answer', askId: ask.askId, allow: false });
    expect(await refused.untilClosed()).toMatch(/403/);
    const settled = client();
    settled.send('CONNECT later.test:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    await gateway().eventually(() =>
      gateway().messages.find((message) => message.type === 'ask' && message.ask.host === 'later.test'),
    );
    await gateway().setPolicy({ ...holding, rules: [{ id: 'd', effect: 'deny', host: 'later.test' }] });
    expect(await settled.untilClosed()).toContain('denied-by-rule');
  });
});
