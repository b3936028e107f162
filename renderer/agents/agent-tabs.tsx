import type { ComponentType } from 'react';
import { ChangesView } from '../changes/changes-view.tsx';
import { ConsoleView } from '../console/console-view.tsx';
import { DetailsView } from '../details/details-view.tsx';
import { IsolationView } from '../isolation/isolation-view.tsx';
import { LogsView } from '../logs/logs-view.tsx';
import { NetworkView } from '../network/network-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import type { Tab } from '../store/store.ts';

export type AgentTabProps = { agentId: string };

export type AgentTab = {
  id: Tab;
  /** The tab's accessible name. */
  label: string;
  Panel: ComponentType<AgentTabProps>;
  /** Stays mounted while another tab is shown: consoles keep their scrollback. The panel gets `hidden` styling. */
  keepMounted?: boolean;
};

/** The tabs of an agent, in order. A view joins with one line here; what does not work yet is not shown. */
export const agentTabs: readonly AgentTab[] = [
  { id: 'overview', label: 'Overview', Panel: OverviewView },
  { id: 'console', label: 'Console', Panel: ConsoleView },
  { id: 'logs', label: 'Logs', Panel: LogsView },
  { id: 'network', label: 'Network', Panel: NetworkView },
  { id: 'changes', label: 'Changes', Panel: ChangesView },
  { id: 'isolation', label: 'Isolation', Panel: IsolationView },
  { id: 'details', label: 'Details', Panel: DetailsView },
];
