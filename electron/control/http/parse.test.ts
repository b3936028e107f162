import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseBody, parseQuery } from './parse.ts';

const problem = (message: RegExp, field: string) =>
  expect.objectContaining({
    error: expect.objectContaining({ message: expect.stringMatching(message), field }),
  });

it('says what is wrong with a number of the query, rather than that it is text', () => {
  const query = (text: string) => () =>
    parseQuery(z.object({ limit: z.number().int().min(1).max(500) }), new URLSearchParams(text));
  expect(query('limit=20')()).toEqual({ limit: 20 });
  expect(query('limit=0')).toThrow(problem(/>=1/, 'limit'));
  expect(query('limit=x')).toThrow(problem(/expected number/, 'limit'));
});

it.each([z.object({ a: z.object({}) }), z.strictObject({ a: z.strictObject({}) })])(
  'names the field that does not exist, wherever it is',
  (schema) => {
    expect(() => parseBody(schema, { a: {}, b: 1 })).toThrow(problem(/no such field/, 'b'));
    expect(() => parseBody(schema, { a: { c: 1 } })).toThrow(problem(/no such field/, 'a.c'));
  },
);
