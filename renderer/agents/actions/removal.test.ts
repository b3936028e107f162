import { expect, it } from 'vitest';
import { removalLosses, workspaceVolumes } from './removal.ts';

it('names what is lost before the engine has answered', () => {
  expect(removalLosses({})).toEqual([
    'the container with what was written outside volumes',
    'the home volume',
    'its network and its logs',
  ]);
});

it('adds up what several agents lose', () => {
  const losses = removalLosses({
    a: { writableLayerBytes: 1024, homeBytes: 512, baselineBytes: 2048, snapshots: 1 },
    b: { writableLayerBytes: 1024, snapshots: 1 },
  });
  expect(losses[0]).toContain('(2 KiB)');
  expect(losses[1]).toContain('(512 B)');
  expect(losses[2]).toBe('the baseline of its private copy (2 KiB)');
  expect(losses[4]).toBe('2 snapshots');
});

it('lists workspace volumes with their size where it is known', () => {
  const agents = [{ id: 'a', workspaceVolume: 'one' }, { id: 'b' }, { id: 'c', workspaceVolume: 'three' }];
  expect(workspaceVolumes(agents, { a: { workspaceBytes: 7, snapshots: 0 } })).toEqual([
    { name: 'one', bytes: 7 },
    { name: 'three', bytes: undefined },
  ]);
});
