import { expect, it } from 'vitest';
import { dataPathOf } from './places.ts';

it.each([
  ['linux', {}, '/home/ada/.config/Bulkhead'],
  ['linux', { XDG_CONFIG_HOME: '/conf' }, '/conf/Bulkhead'],
  ['darwin', {}, '/home/ada/Library/Application Support/Bulkhead'],
  ['linux', { BULKHEAD_DATA: '/data' }, '/data'],
] as const)('is the folder that Electron uses on %s with %j', (platform, env, path) => {
  expect(dataPathOf({ env, platform, homePath: '/home/ada' })).toBe(path);
});
