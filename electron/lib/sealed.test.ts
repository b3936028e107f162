import { expect, it } from 'vitest';
import { newSealKey, seal, unseal } from './sealed.ts';

it('gives the text back with its key and context alone, and not when it was changed', () => {
  const key = newSealKey();
  const sealed = seal('tokens of ä person', key);
  expect(sealed).not.toContain('tokens');
  expect(unseal(sealed, key)).toBe('tokens of ä person');
  expect(unseal(sealed, newSealKey())).toBeUndefined();
  const bytes = Buffer.from(sealed, 'base64');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  expect(unseal(bytes.toString('base64'), key)).toBeUndefined();
  expect(unseal('', key)).toBeUndefined();
  expect(unseal(sealed, key, 'elsewhere')).toBeUndefined();
  expect(unseal(seal('text', key, 'here'), key, 'here')).toBe('text');
});
