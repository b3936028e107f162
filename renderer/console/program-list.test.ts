import { expect, it } from 'vitest';
import { programList } from './program-list.ts';

it.each([
  [['sh'], 'sh'],
  [['sh', 'sleep 5', 'sh'], 'sh (2 times), sleep 5'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'g'], 'a, b, c, d, e, 2 more'],
  [['', 'x\u202ey'], 'a program without a name, x\\u{202e}y'],
])('lists %j as %j', (commands, expected) => expect(programList(commands)).toBe(expected));
