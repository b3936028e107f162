import { useEffect, useState } from 'react';
import { AgentHeader } from '../agents/agent-header.tsx';
import { DriftNotice } from '../agents/drift-notice.tsx';
import { agentTabs } from '../agents/tabs.ts';
import { AskStrip } from '../ask/ask-strip.tsx';
import { consoleInSight } from '../console/console-focus.ts';
import { EditorMenu } from '../editors/editor-menu.tsx';
import { ariaKeysOf, keysOf } from '../keys/platform.ts';
import { tabShortcut } from '../keys/shortcuts.ts';
import { selectAgent, showTab } from '../store/actions.ts';
import { selectAgentIds } from '../store/slices/agents-slice.ts';
import { selectTab } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { useAgentName } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconBox } from '../ui/icons.ts';
import { Tab, TabList, TabPanel, Tabs } from '../ui/layout/tabs.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { ErrorBoundary } from '../ui/states/error-boundary.tsx';
import { agentTabPanels } from './agent-tab-panels.ts';

/** One agent's header and tabs. The agent is the key, so that no state of one agent is shown for another. */
export function AgentPage({ agentId }: { agentId: string }) {
  const exists = useStore((state) => state.agentsById[agentId] !== undefined);
  const name = useAgentName(agentId);
  const [lastName, setLastName] = useState(name);
  useEffect(() => {
    if (name !== undefined) setLastName(name);
  }, [name]);
  if (!exists) return <AgentGone name={lastName} />;
  return (
    <>
      <AgentHeader agentId={agentId}>
        <EditorMenu agentId={agentId} />
      </AgentHeader>
      <DriftNotice agentId={agentId} />
      <AgentTabs agentId={agentId} />
      <AskStrip agentId={agentId} />
    </>
  );
}

/** The Console tab leads into the console: when it is chosen, and when somebody types while it has the focus. */
const consoleKeys = {
  onChoose: () => setTimeout(() => consoleInSight()?.focus()),
  onType: () => consoleInSight()?.focus(),
};

function AgentTabs({ agentId }: { agentId: string }) {
  const requested = useStore(selectTab);
  const shown = agentTabs.find((tab) => tab.id === requested) ?? agentTabs[0];
  if (!shown) return null;
  const onValueChange = (value: string) => {
    const tab = agentTabs.find(({ id }) => id === value);
    if (tab) showTab(tab.id);
  };
  return (
    <Tabs value={shown.id} onValueChange={onValueChange}>
      <TabList label="Agent">
        {agentTabs.map(({ id, label }, index) => (
          <Tab
            key={id}
            value={id}
            title={keysOf(tabShortcut(index))}
            shortcuts={ariaKeysOf(tabShortcut(index))}
            {...(id === 'console' ? consoleKeys : {})}
          >
            {label}
          </Tab>
        ))}
      </TabList>
      {agentTabs.map(({ id, label }) => {
        const Panel = agentTabPanels[id];
        return (
          <TabPanel key={id} value={id} className="flex flex-col overflow-auto">
            <ErrorBoundary what={`The ${label} tab`}>
              <Panel agentId={agentId} />
            </ErrorBoundary>
          </TabPanel>
        );
      })}
    </Tabs>
  );
}

/** Shown after the agent was removed, in the app or with another tool. */
function AgentGone({ name }: { name: string | undefined }) {
  const loaded = useStore(selectAgentIds) !== null;
  if (!loaded) return null;
  return (
    <EmptyState
      icon={IconBox}
      title={name ? `${name} was removed` : 'This agent is gone'}
      action={<Button onClick={() => selectAgent(null)}>Show all agents</Button>}
    >
      Its container no longer exists on the engine. A kept workspace volume is still there.
    </EmptyState>
  );
}
