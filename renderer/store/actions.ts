import { callShell } from '../ipc/shell.ts';
import { type Dialog, type Tab, useStore } from './store.ts';

/** Shows an agent (or the fleet, with null) and remembers it for the next start. */
export function selectAgent(agentId: string | null, tab?: Tab): void {
  useStore.setState(tab ? { selectedAgentId: agentId, tab } : { selectedAgentId: agentId });
  void callShell('settings.update', { lastAgentId: agentId });
}

export function showTab(tab: Tab): void {
  useStore.setState({ tab });
}

export function openDialog(dialog: Dialog): void {
  useStore.setState({ dialog });
}

export function closeDialog(): void {
  useStore.setState({ dialog: null });
}

/** Shows the whole sidebar or only its rail, and remembers it. */
export function toggleSidebar(): void {
  const { settings } = useStore.getState();
  const sidebarCollapsed = !settings.sidebarCollapsed;
  useStore.setState({ settings: { ...settings, sidebarCollapsed } });
  void callShell('settings.update', { sidebarCollapsed });
}

export function openPalette(): void {
  useStore.setState({ paletteOpen: true });
}

export function closePalette(): void {
  useStore.setState({ paletteOpen: false });
}

/** Shows the agent after (1) or before (-1) the one shown, in the order of the list, around its ends. */
export function stepAgent(direction: 1 | -1): void {
  const { agentIds, selectedAgentId } = useStore.getState();
  if (agentIds === null || agentIds.length === 0) return;
  const from = selectedAgentId === null ? -1 : agentIds.indexOf(selectedAgentId);
  const index = from < 0 ? (direction === 1 ? 0 : agentIds.length - 1) : from + direction;
  selectAgent(agentIds[(index + agentIds.length) % agentIds.length] ?? null);
}
