import { expect, it } from 'vitest';
import { parseFolders, SpaceWatch, spaceFull } from '../../electron/engine/activity/space-watch.ts';

const DF = `Filesystem     1024-blocks  Used Available Capacity Mounted on
tmpfs               102400 102400         0     100% /tmp
tmpfs                16384      0     16384       0% /run
/dev/sda1  489052160 200 489051960  1% /with a blank`.split('\n');

// First reported as https://github.com/mensfeld/code-on-incus/pull/136 and
// https://github.com/Abilityai/trinity/issues/1098.
it('a full folder in memory is named with the size to change', () => {
  const [tmp, run, blank] = parseFolders(DF);
  expect([tmp, run?.path, blank?.path]).toEqual([
    { path: '/tmp', sizeBytes: 100 * 2 ** 20, usedBytes: 100 * 2 ** 20 },
    ...['/run', '/with a blank'],
  ]);
  const folder = { path: '/tmp', sizeBytes: 100 * 2 ** 20, usedBytes: 0 };
  expect(spaceFull(folder, null)).toMatchObject({
    text: '/tmp is full (100 MiB, in memory): a program found no space left on it. Raise “Size of /tmp” in its Isolation tab.',
    action: { kind: 'raise-limit' },
  });
  const caches = [{ path: '/cache', bytes: 1 }];
  expect(spaceFull({ ...folder, path: '/cache' }, { caches }).text).toMatch(/size of this cache/);
});

it('the words are noticed in any chunks, and not in other output', () => {
  const noticed: string[] = [];
  class Watch extends SpaceWatch {
    override noticed(agentId: string): void {
      noticed.push(agentId);
    }
  }
  const watch = new Watch({} as never);
  const read = (...chunks: string[]) => {
    const reader = watch.reader('a1');
    for (const chunk of chunks) reader(Buffer.from(chunk));
    return noticed.splice(0).length > 0;
  };
  expect(read('write: No space left on device\n')).toBe(true);
  expect(read('Error: ENO', 'SPC: no', ' more')).toBe(true);
  expect(read('No space left', ' on dev', 'ice')).toBe(true);
  expect(read('all is well', 'ENOENT')).toBe(false);
});
