import type { Tab } from '../store/slices/window-slice.ts';

/** The tabs of an agent, in order, with their accessible names. */
export const agentTabs: readonly { readonly id: Tab; readonly label: string }[] = [
  { id: 'overview', label: 'Overview' },
  { id: 'console', label: 'Console' },
  { id: 'logs', label: 'Logs' },
  { id: 'network', label: 'Network' },
  { id: 'changes', label: 'Changes' },
  { id: 'isolation', label: 'Isolation' },
  { id: 'details', label: 'Details' },
];
