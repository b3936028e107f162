import { useEffect } from 'react';
import { runAgentAction } from '../agents/actions/run-agent-action.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { type AppState, useStore } from '../store/store.ts';
import { useAgentRunning } from '../store/use-agent.ts';
import { useTheme } from '../theme/use-theme.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconExternalLink, IconPlayerPlay, IconPlus, IconSearch, IconTerminal2, IconX } from '../ui/icons.ts';
import { showToast } from '../ui/overlays/toasts.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { ConsoleEnding } from './console-ending.tsx';
import { ConsoleTabs } from './console-tabs.tsx';
import { type ConsoleTab, closeConsole, consolesOf, openConsole, useConsoles } from './consoles.ts';
import { externalCommand } from './external-command.ts';
import { FindBar } from './find-bar.tsx';
import { LeftBehind } from './left-behind.tsx';
import { PasteDialog } from './paste-dialog.tsx';
import { CopyOfferBar } from './requests/copy-offer-bar.tsx';
import { TerminalPane } from './terminal-pane.tsx';

/** Returns the program of the agent's type; empty for a shell. */
const startOf = (agentId: string) => useStore.getState().agentsById[agentId]?.spec?.start ?? [];

/** Interactive terminals in an agent. The first one opens by itself, with the program of the agent's type. */
export function ConsoleView({ agentId }: { agentId: string }) {
  const running = useAgentRunning(agentId);
  const startsAgent = useStore((state) => startsAgentForConsole(state, agentId));
  const allTabs = useConsoles((state) => state.tabs);
  const activeId = useConsoles((state) => state.activeByAgent[agentId]);
  const theme = useTheme();
  const tabs = consolesOf(allTabs, agentId);
  const active = tabs.find(({ id }) => id === activeId);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of theme opens no console
  useEffect(() => {
    if (!running || consolesOf(useConsoles.getState().tabs, agentId).length > 0) return;
    openConsole(agentId, theme, startOf(agentId));
  }, [agentId, running]);

  // Runs only when the view opens: an agent that stops while the view is open stays stopped.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!startsAgent || consolesOf(useConsoles.getState().tabs, agentId).length > 0) return;
    openConsole(agentId, theme, startOf(agentId));
  }, [agentId]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b px-4 py-1">
        <ConsoleTabs agentId={agentId} tabs={tabs} activeId={active?.id} />
        <Button
          size="sm"
          variant="ghost"
          icon={IconPlus}
          disabled={!running && !startsAgent}
          onClick={() => openConsole(agentId, theme)}
        >
          New console
        </Button>
        <div className="flex-1" />
        {active && <ConsoleActions tab={active} />}
        <IconButton
          label="Open in external terminal"
          icon={IconExternalLink}
          onClick={() => copyExternalCommand(agentId)}
        />
      </div>
      {running && <LeftBehind agentId={agentId} />}
      {active ? (
        <ActiveConsole key={active.id} tab={active} />
      ) : (
        <NoConsole agentId={agentId} running={running} />
      )}
      <PasteDialog />
    </div>
  );
}

/** Whether opening a console starts the agent. */
function startsAgentForConsole({ agentsById, lifeById }: AppState, agentId: string): boolean {
  const agent = agentsById[agentId];
  if (agent?.status !== 'stopped' && agent?.status !== 'failed') return false;
  return (lifeById[agentId] ?? agent.spec?.life)?.startOnConsole === true;
}

function ConsoleActions({ tab }: { tab: ConsoleTab }) {
  return (
    <>
      <IconButton
        label="Find in console"
        icon={IconSearch}
        shortcut="F3"
        onClick={() => useConsoles.setState({ findIn: tab.id })}
      />
      <IconButton label="Close console" icon={IconX} onClick={() => closeConsole(tab.id)} />
    </>
  );
}

function ActiveConsole({ tab }: { tab: ConsoleTab }) {
  const finding = useConsoles((state) => state.findIn === tab.id);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col bg-canvas">
      {finding && <FindBar consoleId={tab.id} />}
      <TerminalPane consoleId={tab.id} />
      <CopyOfferBar consoleId={tab.id} />
      <ConsoleEnding tab={tab} />
    </div>
  );
}

function NoConsole({ agentId, running }: { agentId: string; running: boolean }) {
  const theme = useTheme();
  if (running) {
    return (
      <EmptyState
        icon={IconTerminal2}
        title="No console is open"
        action={<Button onClick={() => openConsole(agentId, theme)}>Open a console</Button>}
      >
        A console is a shell inside the agent’s sandbox.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconTerminal2}
      title="The agent is not running"
      action={
        <Button icon={IconPlayerPlay} onClick={() => runAgentAction('start', agentId)}>
          Start the agent
        </Button>
      }
    >
      Start it to open a console inside.
    </EmptyState>
  );
}

/** Copies the command to the clipboard, because no terminal program exists on every system. */
function copyExternalCommand(agentId: string): void {
  const { engine, agentsById } = useStore.getState();
  const containerId = agentsById[agentId]?.containerId;
  if (!containerId) return;
  const text = externalCommand(engine.status === 'connected' ? engine.endpoint : undefined, containerId);
  callShell('clipboard.write', { text }).then(
    () =>
      showToast({
        tone: 'success',
        title: 'Command copied',
        description: `Paste it into your terminal: ${text}`,
      }),
    (thrown: unknown) => showFailure('The command could not be copied', thrown),
  );
}
