import { expect, it } from 'vitest';
import { countCharacters, parseCopyRequest } from './copy-request.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each([
  ['c', 'clipboard'],
  ['', 'clipboard'],
  ['p', 'selection'],
  ['pc', 'clipboard'],
  ['s0', 'clipboard'],
])('reads what a program copies with the selector %j', (selector, target) => {
  expect(parseCopyRequest(`${selector};${base64('grün')}`)).toEqual({ text: 'grün', target });
});

it.each([
  'c;?',
  'p;?',
  ';?',
  'c',
  'c;',
  'c;%%%',
  `c;${Buffer.from([0xff, 0xfe]).toString('base64')}`,
  'x;aGk=',
])('does nothing for %j', (data) => expect(parseCopyRequest(data)).toBeUndefined());

it('leaves out what a terminal would obey', () => {
  expect(parseCopyRequest(`c;${base64('a\u001b[201~b\r\nc\u0003')}`)?.text).toBe('a[201~b\nc');
});

it('counts characters as a person does', () => {
  expect(countCharacters('👨‍👩‍👧')).toBe('1 character');
  expect(countCharacters('naïve text')).toBe('10 characters');
});
