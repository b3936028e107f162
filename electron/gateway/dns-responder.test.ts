import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestGateway } from '../../test/harness/gateway/gateway.ts';
import { noSuchName, readDnsQuery } from './dns-message.ts';

function query(name: string, type = 1, id = 7): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const header = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, type, 0, 1])]);
}

describe('readDnsQuery', () => {
  it('reads a question and answers that there is no such name', () => {
    const parsed = readDnsQuery(query('Secret.Example.com', 16));
    expect(parsed).toMatchObject({ id: 7, name: 'secret.example.com', type: 16, recursionDesired: true });
    const reply = noSuchName(parsed ?? expect.fail('unread'));
    expect(reply.readUInt16BE(0)).toBe(7);
    expect(reply.readUInt16BE(2)).toBe(0x8183);
    expect(reply.readUInt16BE(6)).toBe(0);
  });

  it('never throws, and answers no response and no cut question', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void readDnsQuery(Buffer.from(bytes))),
    );
    const message = query('a.example.com');
    for (let length = 0; length < message.length; length += 1)
      expect(readDnsQuery(message.subarray(0, length))).toBeUndefined();
    const response = Buffer.from(message);
    response[2] = 0x81;
    expect(readDnsQuery(response)).toBeUndefined();
  });
});

describe('the name server', () => {
  let gateway: TestGateway;
  beforeEach(() => {
    gateway = new TestGateway();
  });
  afterEach(() => gateway.close());

  it('answers over UDP and TCP, and reports look-ups together', async () => {
    await gateway.setPolicy({ mode: 'full' });
    const port = gateway.gateway.dnsPortOf('one') ?? expect.fail('no name server');
    const udp = createSocket('udp4');
    udp.send(query('canary.example.com'), port, '127.0.0.2');
    const [reply] = (await once(udp, 'message')) as [Buffer];
    expect(reply.readUInt16BE(2) & 15).toBe(3);
    udp.close();
    const tcp = connect(port, '127.0.0.2');
    const message = query('other.example.com');
    tcp.write(Buffer.concat([Buffer.from([0, message.length]), message]));
    const [answer] = (await once(tcp, 'data')) as [Buffer];
    expect(answer.readUInt16BE(4) & 15).toBe(3);
    tcp.destroy();
    expect(gateway.lookUps).toBe(0);
    gateway.skippedMs = 5_000;
    expect(await gateway.decision((record) => record.kind === 'dns')).toMatchObject({
      count: 2,
      host: 'other.example.com',
      reason: 'dns',
      verdict: 'blocked',
    });
  });
});
