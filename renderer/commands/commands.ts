import { EDITORS, editorSchema } from '../../electron/contract/editors.ts';
import { actionDisplay } from '../agents/actions/action-display.ts';
import { agentActions, canDo } from '../agents/actions/agent-actions.ts';
import { runAgentAction, runForMany } from '../agents/actions/run-agent-action.ts';
import { focusSearch } from '../agents/sidebar/search-field.ts';
import { agentTabs } from '../agents/tabs.ts';
import { agentsThatAsk, focusAsks } from '../ask/ask-focus.ts';
import { copySshCommand, openEditor } from '../editors/open-editor.ts';
import { changeEgress } from '../egress/use-egress.ts';
import { retryEngine } from '../engine/retry-engine.ts';
import { showFailure } from '../errors/error-steps.ts';
import { isBrowser } from '../ipc/transport.ts';
import type { Shortcut } from '../keys/shortcut.ts';
import { shortcuts, tabShortcut } from '../keys/shortcuts.ts';
import { openProjectFolder, openSampleProject } from '../projects/open-project.ts';
import {
  openDialog,
  openPalette,
  selectAgent,
  showTab,
  showTasks,
  stepAgent,
  toggleSidebar,
} from '../store/actions.ts';
import { egressModeOf } from '../store/slices/egress-slice.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { type AppState, useStore } from '../store/store.ts';
import { setTheme } from '../theme/set-theme.ts';
import {
  type Icon,
  IconArrowDown,
  IconArrowUp,
  IconCode,
  IconCommand,
  IconDatabase,
  IconDeviceDesktop,
  IconDownload,
  IconFileImport,
  IconFlask,
  IconFolder,
  IconHistory,
  IconLayoutGrid,
  IconLayoutSidebar,
  IconList,
  IconListCheck,
  IconLock,
  IconMoon,
  IconPlayerPause,
  IconPlayerStop,
  IconPlus,
  IconRefresh,
  IconSearch,
  IconServer,
  IconSettings,
  IconStack2,
  IconSun,
  IconTerminal2,
  IconWorldOff,
} from '../ui/icons.ts';

export type Command = {
  /** Main's menu sends these ids. */
  id: string;
  label: string;
  group: 'Agent' | 'View' | 'App';
  icon: Icon;
  shortcut?: Shortcut;
  /** Whether the command is possible now; otherwise the palette hides it and its keys do nothing. */
  available: (state: AppState) => boolean;
  run: () => void;
};

const always = () => true;
const hasAgents = ({ agentIds }: AppState) => agentIds !== null && agentIds.length > 0;
const agentOf = (state: AppState) =>
  state.selectedAgentId === null ? undefined : state.agentsById[state.selectedAgentId];
const withAgent = (work: (agentId: string) => void) => () => {
  const { selectedAgentId } = useStore.getState();
  if (selectedAgentId !== null) work(selectedAgentId);
};

const agentCommands: readonly Command[] = agentActions.map((action) => ({
  id: `agent.${action}`,
  label: `${actionDisplay[action].label} agent`,
  group: 'Agent',
  icon: actionDisplay[action].icon,
  shortcut: actionDisplay[action].shortcut,
  available: (state) => {
    const agent = agentOf(state);
    return agent !== undefined && canDo(action, agent);
  },
  run: withAgent((agentId) => runAgentAction(action, agentId)),
}));

const tabCommands: readonly Command[] = agentTabs.map(({ id, label }, index) => ({
  id: `tab.${id}`,
  label: `Show ${label}`,
  group: 'View',
  icon: IconList,
  shortcut: tabShortcut(index),
  available: (state) => agentOf(state) !== undefined,
  run: () => showTab(id),
}));

const showSnapshots = withAgent((agentId) => openDialog({ kind: 'snapshots', agentId }));
const exportAgent = withAgent((agentId) => openDialog({ kind: 'export-agent', agentId }));

function cutOff(agentId: string): void {
  changeEgress(agentId, { type: 'set-mode', mode: 'off' }).catch((thrown: unknown) =>
    showFailure('The agent could not be cut off', thrown, { agentId, retry: () => cutOff(agentId) }),
  );
}

const isOnline = (state: AppState, agentId: string) =>
  state.agentsById[agentId]?.status === 'running' && egressModeOf(state, agentId) !== 'off';
const onlineIds = (state: AppState) => (state.agentIds ?? []).filter((id) => isOnline(state, id));
const cutOffAll = () => {
  for (const id of onlineIds(useStore.getState())) cutOff(id);
};

const pauseAll = () => runForMany('pause', useStore.getState().agentIds ?? []);
const stopAll = () => runForMany('stop', useStore.getState().agentIds ?? []);
const someRunning = (state: AppState) =>
  Object.values(state.agentsById).some((agent) => canDo('stop', agent));

const command = (
  group: Command['group'],
  id: string,
  label: string,
  icon: Icon,
  run: () => void,
  more: { shortcut?: Shortcut; available?: Command['available'] } = {},
): Command => ({ id, label, group, icon, run, available: always, ...more });

/** All global commands, available by keys, in the palette and from the application's menu. */
export const commands: readonly Command[] = [
  command('Agent', 'agent.new', 'New Agent', IconPlus, () => openDialog({ kind: 'new-agent' }), {
    shortcut: shortcuts.newAgent,
  }),
  command('Agent', 'task.new', 'New Task', IconListCheck, () => openDialog({ kind: 'new-task' }), {
    shortcut: shortcuts.newTask,
  }),
  command('Agent', 'agent.open-folder', 'Open project folder…', IconFolder, () => void openProjectFolder(), {
    available: () => !isBrowser(),
  }),
  command('Agent', 'agent.sample', 'Try the sample project', IconFlask, () => void openSampleProject(), {
    available: selectConnected,
  }),
  command('Agent', 'agent.import', 'Import agent…', IconFileImport, () =>
    openDialog({ kind: 'import-agent' }),
  ),
  command('Agent', 'agent.snapshots', 'Save snapshot…', IconHistory, showSnapshots, {
    shortcut: shortcuts.saveSnapshot,
    available: (state) => agentOf(state) !== undefined,
  }),
  command('Agent', 'agent.export', 'Export agent…', IconDownload, exportAgent, {
    available: (state) => agentOf(state) !== undefined,
  }),
  ...agentCommands,
  command('Agent', 'agent.cut-off', 'Cut agent off from the internet', IconWorldOff, withAgent(cutOff), {
    shortcut: 'Mod+Shift+O',
    available: (state) => agentOf(state)?.status === 'running',
  }),
  ...editorSchema.options.map((editor) =>
    command(
      'Agent',
      `agent.open-in-${editor}`,
      `Open in ${EDITORS[editor].name}`,
      IconCode,
      withAgent((agentId) => openEditor(agentId, editor)),
      { available: (state) => agentOf(state)?.status === 'running' },
    ),
  ),
  command('Agent', 'agent.copy-ssh', 'Copy SSH command', IconTerminal2, withAgent(copySshCommand), {
    available: (state) => agentOf(state) !== undefined,
  }),
  command('Agent', 'asks.focus', 'Answer blocked requests', IconLock, focusAsks, {
    shortcut: shortcuts.answerAsks,
    available: (state) => agentsThatAsk(state).length > 0,
  }),
  // The menu of the tray sends these two as well.
  command('Agent', 'agents.pause-all', 'Pause all agents', IconPlayerPause, pauseAll, {
    available: (state) => Object.values(state.agentsById).some((agent) => canDo('pause', agent)),
  }),
  command('Agent', 'agents.cut-off-all', 'Cut all agents off from the internet', IconWorldOff, cutOffAll, {
    available: (state) => onlineIds(state).length > 0,
  }),
  command('Agent', 'agents.stop-all', 'Stop all agents', IconPlayerStop, stopAll, { available: someRunning }),
  command('View', 'fleet.show', 'Show fleet', IconLayoutGrid, () => selectAgent(null), {
    shortcut: shortcuts.showFleet,
  }),
  command('View', 'tasks.show', 'Show tasks', IconListCheck, () => showTasks()),
  ...tabCommands,
  command('View', 'agent.next', 'Next agent', IconArrowDown, () => stepAgent(1), {
    shortcut: 'Alt+ArrowDown',
    available: hasAgents,
  }),
  command('View', 'agent.previous', 'Previous agent', IconArrowUp, () => stepAgent(-1), {
    shortcut: 'Alt+ArrowUp',
    available: hasAgents,
  }),
  command('View', 'agents.search', 'Search agents', IconSearch, focusSearch, {
    shortcut: shortcuts.searchAgents,
  }),
  command('View', 'sidebar.toggle', 'Toggle sidebar', IconLayoutSidebar, toggleSidebar, {
    shortcut: shortcuts.toggleSidebar,
  }),
  command('App', 'palette.open', 'Command palette', IconCommand, openPalette, { shortcut: 'Mod+K' }),
  command('App', 'settings.open', 'Settings', IconSettings, () => openDialog({ kind: 'settings' }), {
    shortcut: 'Mod+,',
  }),
  command('App', 'disk.open', 'Show disk usage…', IconDatabase, () => openDialog({ kind: 'disk' })),
  command('App', 'images.open', 'Images', IconStack2, () => openDialog({ kind: 'images' })),
  command(
    'App',
    'launcher.open',
    'Install command line…',
    IconTerminal2,
    () => openDialog({ kind: 'launcher' }),
    { available: () => !isBrowser() },
  ),
  command('App', 'engine.choose', 'Choose socket', IconServer, () => openDialog({ kind: 'choose-socket' })),
  command('App', 'engine.retry', 'Try the engine again', IconRefresh, () => void retryEngine(), {
    available: (state) => state.engine.status === 'unreachable',
  }),
  command('App', 'theme.dark', 'Use the dark theme', IconMoon, () => setTheme('dark')),
  command('App', 'theme.light', 'Use the light theme', IconSun, () => setTheme('light')),
  command('App', 'theme.system', 'Use the system’s theme', IconDeviceDesktop, () => setTheme('system')),
];

/** Runs a command by its id if it is possible now. Unknown ids, from a menu of another version, are ignored. */
export function runCommand(id: string): void {
  const command = commands.find((candidate) => candidate.id === id);
  if (command?.available(useStore.getState())) command.run();
}
