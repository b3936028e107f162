import { expect, it } from 'vitest';
import { missingLibraries } from './libraries.mjs';

it('reads from ldd what is missing', () => {
  const output =
    '\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x00)\n\tlibgtk-3.so.0 => not found\n';
  expect(missingLibraries(output)).toEqual(['libnss3.so', 'libgtk-3.so.0']);
});
