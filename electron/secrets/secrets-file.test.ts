import { expect, it } from 'vitest';
import { readSecretsFile } from './secrets-file.ts';

it('reads what an empty file of the first version has', () => {
  expect(readSecretsFile('{}')).toEqual({
    file: { version: 1, secrets: [], authority: null, previousAuthority: null },
  });
});

it.each(['', 'x', '{"version":2}', '{"secrets":[{}]}'])('says what is wrong with %j', (text) => {
  expect(readSecretsFile(text)).toMatchObject({ file: { secrets: [] }, problem: expect.any(String) });
});
