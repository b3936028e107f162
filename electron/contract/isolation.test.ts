import { expect, it } from 'vitest';
import { recreateChangeSchema } from './isolation.ts';

it('leaves out of a change what the person did not change', () => {
  const change = { isolation: { readOnlyRoot: false } };
  expect(recreateChangeSchema.parse(change)).toEqual({ ...change, keepWritableLayer: true });
});
