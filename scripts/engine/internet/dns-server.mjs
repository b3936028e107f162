import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { readQuestion, writeAnswer } from './dns-message.mjs';

/**
 * Answers DNS on one address over UDP and TCP, and records every question.
 * @param {{ address: string, zone: import('./zone.mjs').Zone, record: (entry: object) => void,
 *   firewall: import('./firewall.mjs').Firewall }} options
 */
export function serveDns({ address, zone, record, firewall }) {
  const answer = (message, from, transport) => {
    const question = readQuestion(message);
    if (!question || firewall.drops(from, 53)) return undefined;
    record({ kind: 'dns', name: question.name, type: question.type, from, to: address, transport });
    return writeAnswer(question, zone.lookup(question.name));
  };

  const udp = createSocket('udp4');
  udp.on('message', (message, { address: from, port }) => {
    const reply = answer(message, from, 'udp');
    if (reply) udp.send(reply, port, from);
  });
  udp.bind(53, address);

  createServer((socket) => {
    let pending = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      if (pending.length < 2 || pending.length < 2 + pending.readUInt16BE(0)) return;
      const reply = answer(pending.subarray(2, 2 + pending.readUInt16BE(0)), socket.remoteAddress, 'tcp');
      if (!reply) return socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.end(Buffer.concat([length, reply]));
    });
  }).listen(53, address);
}
