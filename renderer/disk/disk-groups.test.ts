import { expect, it } from 'vitest';
import type { DiskItem } from '../../electron/contract/disk.ts';
import { diskGroups } from './disk-groups.ts';

const item = (
  id: string,
  agentId: string | undefined,
  bytes: number | null,
  removal: DiskItem['removal'] = 'kept',
): DiskItem => ({ id, kind: 'volume', label: id, bytes, removal, why: '', ...(agentId ? { agentId } : {}) });

const items = [
  item('small', 'a', 10),
  item('empty', 'a', 0),
  item('image', undefined, 500, 'safe'),
  item('large', 'b', 900),
  item('second', 'b', 950),
  item('unmeasured log', 'c', null),
];
const idsOf = (showsAll: boolean) =>
  diskGroups(items, showsAll).groups.map((group) => [group.agentId, group.items.map(({ id }) => id)]);

it('groups what takes space by agent, the largest first, and leaves out what takes none', () => {
  expect(idsOf(false)).toEqual([
    ['b', ['second', 'large']],
    [undefined, ['image']],
    ['a', ['small']],
  ]);
  expect(diskGroups(items, false).foldedCount).toBe(2);
});

it('shows all when asked', () => {
  expect(idsOf(true)).toContainEqual(['a', ['small', 'empty']]);
  expect(idsOf(true)).toContainEqual(['c', ['unmeasured log']]);
  expect(diskGroups(items, true).foldedCount).toBe(0);
});

it('keeps an empty item in sight whose removal loses something', () => {
  expect(diskGroups([item('snapshot', 'a', 0, 'loses')], false).groups).toHaveLength(1);
});
