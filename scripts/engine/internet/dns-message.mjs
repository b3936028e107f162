/** The little of RFC 1035 that a test resolver needs: one question in, its addresses out. */

const typeNames = new Map([
  [1, 'A'],
  [28, 'AAAA'],
  [16, 'TXT'],
  [65, 'HTTPS'],
]);
const ttlSeconds = 0;

/**
 * @param {Buffer} message
 * @returns {{ id: number, name: string, type: string, question: Buffer } | undefined} undefined when it is no question
 */
export function readQuestion(message) {
  if (message.length < 17 || message.readUInt16BE(4) !== 1) return undefined;
  const labels = [];
  let offset = 12;
  for (;;) {
    const length = message[offset];
    if (length === undefined || length > 63) return undefined;
    offset += 1;
    if (length === 0) break;
    labels.push(message.toString('latin1', offset, offset + length));
    offset += length;
  }
  if (offset + 4 > message.length) return undefined;
  const code = message.readUInt16BE(offset);
  return {
    id: message.readUInt16BE(0),
    name: labels.join('.'),
    type: typeNames.get(code) ?? `TYPE${code}`,
    question: message.subarray(12, offset + 4),
  };
}

/**
 * @param {string[] | undefined} answer every address of the name; undefined answers "no such name"
 */
export function writeAnswer({ id, type, question }, answer) {
  const addresses = (answer ?? []).filter((address) => (address.includes(':') ? 'AAAA' : 'A') === type);
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  // The flags are answer, authoritative and recursion. Code 3 means that there is no such name.
  header.writeUInt16BE(answer ? 0x8580 : 0x8583, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, question, ...addresses.map(writeRecord)]);
}

function writeRecord(address) {
  const data = addressBytes(address);
  const head = Buffer.alloc(12);
  // A pointer to the name of the question.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(data.length === 4 ? 1 : 28, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlSeconds, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** @returns {Buffer} 4 or 16 bytes */
export function addressBytes(address) {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (mapped) {
    const [high, low] = [0, 2].map((at) => addressBytes(mapped[2]).readUInt16BE(at).toString(16));
    return addressBytes(`${mapped[1]}${high}:${low}`);
  }
  const [before = '', after = ''] = address.split('::');
  const groups = (part) => part.split(':').filter(Boolean);
  const zeros = 8 - groups(before).length - groups(after).length;
  const all = [...groups(before), ...Array(zeros).fill('0'), ...groups(after)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
