import type { DiskItem } from '../../electron/contract/disk.ts';
import { sumOf } from './disk-labels.ts';

/** The items of one agent, or those that belong to no agent alone. */
export interface DiskGroup {
  agentId: string | undefined;
  /** The sum of all its items, of those not shown too. */
  bytes: number;
  /** The largest first. */
  items: readonly DiskItem[];
}

export interface DiskGroups {
  groups: readonly DiskGroup[];
  /** How many items were left out because they take no space, or none that can be measured. */
  foldedCount: number;
}

/** Whether nobody needs to see the item: it takes no space that is known of, and no data can be lost with it. */
const isEmpty = ({ bytes, removal }: DiskItem) =>
  removal !== 'loses' && (bytes === 0 || (bytes === null && removal === 'kept'));

/** Groups items by agent, the largest group first. Without `showsAll`, empty items and the groups of nothing else go. */
export function diskGroups(items: readonly DiskItem[], showsAll: boolean): DiskGroups {
  const byAgent = new Map<string | undefined, DiskItem[]>();
  for (const item of items) byAgent.set(item.agentId, [...(byAgent.get(item.agentId) ?? []), item]);
  const groups = [...byAgent].map(([agentId, all]) => ({
    agentId,
    bytes: sumOf(all),
    items: all.filter((item) => showsAll || !isEmpty(item)).sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0)),
  }));
  return {
    groups: groups.filter((group) => group.items.length > 0).sort((a, b) => b.bytes - a.bytes),
    foldedCount: showsAll ? 0 : items.filter(isEmpty).length,
  };
}
