import { expect, it } from 'vitest';
import { parseListening } from './listening-inside.ts';

const row = (local: string, state: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 1000 0 1 1`;

it('finds what listens, and what only the agent itself can reach', () => {
  expect(
    parseListening([
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      row('00000000:0BB8', '0A'), // 0.0.0.0:3000
      row('0100007F:1F90', '0A'), // 127.0.0.1:8080
      row('0B00007F:A1B2', '0A'), // Docker's name server
      row('0300C90A:0016', '01'), // a connection
      row('00000000000000000000000001000000:1435', '0A'), // [::1]:5173
      row('00000000000000000000000000000000:1F90', '0A'), // [::]:8080
      row('0000000000000000FFFF00000100007F:0050', '0A'), // [::ffff:127.0.0.1]:80
      'nonsense',
    ]),
  ).toEqual([
    { port: 80, loopbackOnly: true },
    { port: 3000, loopbackOnly: false },
    { port: 5173, loopbackOnly: true },
    { port: 8080, loopbackOnly: false },
  ]);
});
