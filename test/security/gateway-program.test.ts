import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../harness/free-port.ts';
import { RawClient } from '../harness/gateway/gateway.ts';
import { buildGatewayProgram, GatewayProcess } from '../harness/gateway/gateway-process.ts';

/** The bundled program as its container runs it, with attacks and faults on its stdin and stdout. */
let built: Awaited<ReturnType<typeof buildGatewayProgram>>;
let gateway: GatewayProcess;

beforeAll(async () => {
  built = await buildGatewayProgram();
}, 60_000);
afterAll(() => built.remove());
afterEach(() => gateway.stop());

async function start(read = true): Promise<void> {
  gateway = new GatewayProcess(built.program, await freePort(), { read });
  if (read) await gateway.until((message) => message.type === 'ready');
}

const policy = { agentId: 'one', localAddress: '127.0.0.2', mode: 'allowlist', rules: [] };

async function askFor(host: string, address?: string): Promise<string> {
  const client = new RawClient(gateway.proxyPort, address);
  client.send(`CONNECT ${host}:443 HTTP/1.1\r\nHost: x\r\n\r\n`);
  const text = await client.untilClosed();
  client.close();
  return text;
}

describe('the gateway’s program', () => {
  it('listens to nobody before the first policy', async () => {
    await start();
    expect(await askFor('a.test')).toBe('');
  });

  it('keeps running with what it has when the app goes away', async () => {
    await start();
    await gateway.command({ type: 'set-policy', now: Date.now(), policy });
    gateway.child.stdin?.end();
    expect(await askFor('a.test')).toMatch(/403[\s\S]*no-rule/);
    expect(gateway.child.exitCode).toBeNull();
  });

  it('keeps its policy whatever nonsense comes in', async () => {
    await start();
    await gateway.command({ type: 'set-policy', now: Date.now(), policy });
    const bad = { ...policy, mode: 'full', rules: [{ id: 'x', effect: 'allow', host: '*' }] };
    expect(await gateway.command({ type: 'set-policy', now: Date.now(), policy: bad })).toMatchObject({
      code: 'invalid',
    });
    gateway.write('nonsense\n\0\0\n{"type":"set-policy"}\n{"type":"remove-agent"}\n[[[[\n');
    const unbound = { ...policy, agentId: 'two', localAddress: '192.0.2.1' };
    expect(await gateway.command({ type: 'set-policy', now: 1, policy: unbound })).toMatchObject({
      code: 'address-unavailable',
    });
    const duplicate = { ...policy, agentId: 'two' };
    expect(await gateway.command({ type: 'set-policy', now: 1, policy: duplicate })).toMatchObject({
      code: 'address-in-use',
    });
    expect(await askFor('a.test')).toMatch(/no-rule/);
    expect(await gateway.command({ type: 'ping' })).toMatchObject({
      stats: { faults: 0, agents: [{ agentId: 'one', mode: 'allowlist' }] },
    });
  });

  it('does not block when nobody reads it, and tells a late reader what is missing', async () => {
    await start(false);
    const policyOfQuiet = { ...policy, agentId: 'quiet', localAddress: '127.0.0.3' };
    gateway.post({ type: 'set-policy', now: Date.now(), policy: policyOfQuiet });
    gateway.post({ type: 'set-policy', now: Date.now(), policy });
    while ((await askFor('first.test')) === '') await new Promise((resolve) => setImmediate(resolve));
    // This is far more than a pipe (64 KiB) and the ring (5,000 records) hold.
    const client = new RawClient(gateway.proxyPort, '127.0.0.2');
    let answers = 0;
    client.socket.on('data', (chunk: Buffer) => {
      answers += chunk.toString('latin1').split('HTTP/1.1 403').length - 1;
      client.received = Buffer.alloc(0);
    });
    const request = 'GET http://blocked.test/ HTTP/1.1\r\nHost: blocked.test\r\n\r\n';
    for (let count = 0; count < 7_000; count += 1) {
      client.send(request);
      const target = count + 1;
      if (answers < target) await client.until(() => answers >= target);
      // The sequence starts behind the records in the pipe, and more than a ring before the end.
      if (target === 1_500) expect(await askFor('quiet.test', '127.0.0.3')).toMatch(/no-rule/);
    }
    expect(answers).toBe(7_000);
    client.close();
    gateway.read();
    await gateway.command({ type: 'ping' });
    await gateway.until((message) => message.type === 'missed');
    await gateway.until((message) => message.type === 'decision' && message.decision.agentId === 'quiet');
    const pong = await gateway.command({ type: 'ping' });
    expect(pong).toMatchObject({ stats: { faults: 0 } });
    if (pong.type === 'pong') expect(pong.stats.residentMemoryBytes).toBeLessThan(200 * 1024 * 1024);
  }, 60_000);

  it('sends kept records again to a reader that comes back', async () => {
    await start();
    await gateway.command({ type: 'set-policy', now: Date.now(), policy });
    await askFor('a.test');
    await gateway.until((message) => message.type === 'decision');
    const seen = gateway.decisions.length;
    await gateway.command({ type: 'hello', version: 1, afterSeq: 0 });
    await askFor('b.test');
    await gateway.until((message) => message.type === 'decision' && message.decision.host === 'b.test');
    expect(gateway.decisions.length).toBe(seen + 1);
    expect(await gateway.command({ type: 'hello', version: 99 })).toMatchObject({ code: 'version-mismatch' });
  });

  it('says a secret nowhere, not even when it is refused', async () => {
    await start();
    for (const value of ['canary-plain', 'canary\nline', `canary${'x'.repeat(70_000)}`, '']) {
      await gateway.command({ type: 'set-secret', secretId: 'id', value });
    }
    gateway.write('{"type":"set-secret","seq":99,"secretId":5,"value":"canary-5"}\n{"canary": broken\n');
    await gateway.command({ type: 'ping' });
    expect(gateway.messages.filter((message) => message.type === 'error').length).toBe(5);
    expect(JSON.stringify(gateway.messages)).not.toContain('canary');
  });

  it('ends when it is told to', async () => {
    await start();
    await gateway.stop();
    expect(gateway.child.exitCode).toBe(0);
  });
});
