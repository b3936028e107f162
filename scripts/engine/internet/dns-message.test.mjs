import { describe, expect, it } from 'vitest';
import { addressBytes, readQuestion, writeAnswer } from './dns-message.mjs';

const query = Buffer.from('abcd01000001000000000000' + '07616c6c6f77656404746573740000010001', 'hex');

describe('readQuestion', () => {
  it('reads name and type', () => {
    expect(readQuestion(query)).toMatchObject({ id: 0xabcd, name: 'allowed.test', type: 'A' });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a name that never ends', Buffer.concat([query.subarray(0, 12), Buffer.alloc(40, 7)])],
    ['an answer', Buffer.from('abcd85800000000100000000000000000000', 'hex')],
  ])('refuses %s', (_what, message) => {
    expect(readQuestion(message)).toBeUndefined();
  });
});

describe('writeAnswer', () => {
  const question = readQuestion(query);

  it('answers with the addresses of the type that was asked for', () => {
    const answer = writeAnswer(question, ['45.10.0.10', '::1']);
    expect(answer.readUInt16BE(6)).toBe(1);
    expect([...answer.subarray(-4)]).toEqual([45, 10, 0, 10]);
  });

  it('says that there is no such name', () => {
    expect(writeAnswer(question, undefined).readUInt16BE(2) & 0xf).toBe(3);
  });
});

it.each([
  ['45.10.0.1', '2d0a0001'],
  ['::1', '00000000000000000000000000000001'],
  ['fd00::1', 'fd000000000000000000000000000001'],
  ['::ffff:10.1.2.3', '00000000000000000000ffff0a010203'],
])('address %s has bytes %s', (address, hex) => {
  expect(addressBytes(address).toString('hex')).toBe(hex);
});
