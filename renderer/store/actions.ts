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
