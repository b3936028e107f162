import type { TasksView } from '../../electron/contract/settings.ts';
import type { ShellInput } from '../../electron/contract/shell.ts';
import { callShell } from '../ipc/shell.ts';
import type { Dialog, Tab } from './slices/window-slice.ts';
import { useStore } from './store.ts';

/** Shows an agent (or the fleet, with null) and remembers it for the next start. */
export function selectAgent(agentId: string | null, tab?: Tab): void {
  useStore.getState().setSelectedAgent(agentId, tab);
  void callShell('settings.update', { lastAgentId: agentId });
}

/** Shows all tasks, or one of them with the chosen attempt. */
export function showTasks(taskId: string | null = null, attemptId: string | null = null): void {
  useStore.getState().setTasksShown(taskId, attemptId);
  void callShell('settings.update', { lastAgentId: null });
}

export function showTab(tab: Tab): void {
  useStore.getState().setTab(tab);
}

export function openDialog(dialog: Dialog): void {
  useStore.getState().setDialog(dialog);
}

export function closeDialog(): void {
  useStore.getState().setDialog(null);
}

/** Changes the settings for this window at once and for the next start. Rejects with an `AppFailure`; nothing changes then. */
export async function saveSettings(change: ShellInput<'settings.update'>): Promise<void> {
  useStore.getState().setSettings(await callShell('settings.update', change));
}

/** Shows the whole sidebar or only its rail, and remembers it. */
export function toggleSidebar(): void {
  const { settings, setSettings } = useStore.getState();
  const sidebarCollapsed = !settings.sidebarCollapsed;
  setSettings({ ...settings, sidebarCollapsed });
  void callShell('settings.update', { sidebarCollapsed });
}

/** Shows all tasks as a board or as a list, and remembers it. */
export function chooseTasksView(tasksView: TasksView): void {
  const { settings, setSettings } = useStore.getState();
  setSettings({ ...settings, tasksView });
  void callShell('settings.update', { tasksView });
}

export function openPalette(): void {
  useStore.getState().setPaletteOpen(true);
}

export function closePalette(): void {
  useStore.getState().setPaletteOpen(false);
}

/** Shows the next (1) or previous (-1) agent of the list; wraps around at its ends. */
export function stepAgent(direction: 1 | -1): void {
  const { agentIds, selectedAgentId } = useStore.getState();
  if (agentIds === null || agentIds.length === 0) return;
  const from = selectedAgentId === null ? -1 : agentIds.indexOf(selectedAgentId);
  const index = from < 0 ? (direction === 1 ? 0 : agentIds.length - 1) : from + direction;
  selectAgent(agentIds[(index + agentIds.length) % agentIds.length] ?? null);
}
