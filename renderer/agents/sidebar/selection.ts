import { create } from 'zustand';

/** The agents selected in the list. A range starts at the anchor. */
export type Selection = { ids: readonly string[]; anchorId: string | null };

export const useSelection = create<Selection>()(() => ({ ids: [], anchorId: null }));

/** Adds an agent to the selection, or removes it. */
export function toggled({ ids }: Selection, id: string): Selection {
  return { ids: ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id], anchorId: id };
}

/** All agents from the anchor to an agent, in the order of the list; without an anchor the agent alone. */
export function extended(selection: Selection, id: string, order: readonly string[]): Selection {
  const from = order.indexOf(selection.anchorId ?? id);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return { ids: [id], anchorId: id };
  return { ids: order.slice(Math.min(from, to), Math.max(from, to) + 1), anchorId: order[from] ?? id };
}

export function clearSelection(): void {
  useSelection.setState({ ids: [], anchorId: null });
}
