import { expect, it } from 'vitest';
import { isRepeated } from './repeated-mount.ts';

const mount = (Source: string, Destination: string, RW = true) => ({ Type: 'bind', Source, Destination, RW });

it('knows a part of a folder that is mounted where the folder shows it anyway', () => {
  const folder = mount('/p', '/workspace');
  expect(isRepeated(mount('/p/api', '/workspace/api'), [folder])).toBe(true);
  expect(isRepeated(folder, [folder])).toBe(false);
  expect(isRepeated(mount('/q/api', '/workspace/api'), [folder])).toBe(false);
  expect(isRepeated(mount('/p/api', '/workspace/other'), [folder])).toBe(false);
  expect(isRepeated(mount('/papi', '/workspaceapi'), [folder])).toBe(false);
  // One that may be written to shows more than a folder that may not.
  expect(isRepeated(mount('/p/api', '/workspace/api'), [mount('/p', '/workspace', false)])).toBe(false);
});
