import type { BlockedTarget } from '../../../electron/contract/blocked-target.ts';
import type { AgentFile } from '../../../electron/contract/files/agent-file.ts';
import type { SecretRecord, SecretUse } from '../../../electron/contract/secrets.ts';
import type { SetSlice } from './slice.ts';

export type Tab = 'overview' | 'console' | 'logs' | 'network' | 'changes' | 'isolation' | 'details';

/** A section of the settings dialog that other views can open. */
export type SettingsSection =
  | 'engine'
  | 'gateway'
  | 'proxy'
  | 'agents'
  | 'secrets'
  | 'access'
  | 'verification'
  | 'sets'
  | 'about';

/** What a view that opens the New agent dialog has chosen already. */
export interface NewAgentPreset {
  type?: string;
  /** The folder of which the agent gets a private copy. */
  copyOf?: string;
  /** What the first console runs. */
  start?: readonly string[];
}

/** The dialogs above the whole window; one is open at a time. */
export type Dialog =
  | { kind: 'new-agent'; file?: AgentFile; folder?: string; preset?: NewAgentPreset }
  | { kind: 'new-task' }
  | { kind: 'import-agent' }
  | { kind: 'export-agent'; agentId: string }
  | { kind: 'remove'; agentIds: readonly string[] }
  | { kind: 'rename'; agentId: string }
  | { kind: 'duplicate'; agentId: string }
  | { kind: 'choose-socket' }
  | { kind: 'settings'; section?: SettingsSection }
  | { kind: 'images' }
  | { kind: 'disk' }
  | { kind: 'launcher'; fromSettings?: boolean }
  | { kind: 'snapshots'; agentId: string }
  | { kind: 'quit'; agents: number; tray: boolean }
  | { kind: 'egress-set'; id?: string }
  | { kind: 'egress-sets-yaml' }
  | { kind: 'add-to-set'; agentId: string; blocked: BlockedTarget }
  | { kind: 'lock-egress'; agentId: string }
  | { kind: 'secret'; secret?: SecretRecord }
  | { kind: 'sign-in'; name: string; use: SecretUse }
  | { kind: 'token' };

/** The view state of the window. */
export interface WindowSlice {
  /** null shows all agents or all tasks, as `overview` says. */
  selectedAgentId: string | null;
  overview: 'fleet' | 'tasks';
  /** The task that the overview of tasks shows; null: all of them. */
  selectedTaskId: string | null;
  /** The attempt of that task which the person chose; null: the first. */
  selectedAttemptId: string | null;
  tab: Tab;
  /** How often an agent or a tab was chosen, also the same one again. */
  choices: number;
  dialog: Dialog | null;
  paletteOpen: boolean;
  setSelectedAgent(agentId: string | null, tab?: Tab): void;
  setTasksShown(taskId: string | null, attemptId: string | null): void;
  setTab(tab: Tab): void;
  setDialog(dialog: Dialog | null): void;
  setPaletteOpen(open: boolean): void;
}

export const createWindowSlice = (set: SetSlice<WindowSlice>): WindowSlice => ({
  selectedAgentId: null,
  overview: 'fleet',
  selectedTaskId: null,
  selectedAttemptId: null,
  tab: 'overview',
  choices: 0,
  dialog: null,
  paletteOpen: false,
  setSelectedAgent: (selectedAgentId, tab) =>
    set((slice) => ({
      selectedAgentId,
      overview: 'fleet',
      tab: tab ?? slice.tab,
      choices: slice.choices + 1,
    })),
  setTasksShown: (selectedTaskId, selectedAttemptId) =>
    set(() => ({ selectedAgentId: null, overview: 'tasks', selectedTaskId, selectedAttemptId })),
  setTab: (tab) => set(({ choices }) => ({ tab, choices: choices + 1 })),
  setDialog: (dialog) => set(() => ({ dialog })),
  setPaletteOpen: (paletteOpen) => set(() => ({ paletteOpen })),
});

export const selectSelectedAgentId = ({ selectedAgentId }: WindowSlice): string | null => selectedAgentId;
export const selectOverview = ({ overview }: WindowSlice): 'fleet' | 'tasks' => overview;
export const selectSelectedTaskId = ({ selectedTaskId }: WindowSlice): string | null => selectedTaskId;
export const selectSelectedAttemptId = ({ selectedAttemptId }: WindowSlice): string | null =>
  selectedAttemptId;
export const selectTab = ({ tab }: WindowSlice): Tab => tab;
export const selectDialog = ({ dialog }: WindowSlice): Dialog | null => dialog;
export const selectPaletteOpen = ({ paletteOpen }: WindowSlice): boolean => paletteOpen;
