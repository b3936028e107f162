import type { ComponentType } from 'react';
import { ChangesView } from '../changes/changes-view.tsx';
import { ConsoleView } from '../console/console-view.tsx';
import { DetailsView } from '../details/details-view.tsx';
import { IsolationView } from '../isolation/isolation-view.tsx';
import { LogsView } from '../logs/logs-view.tsx';
import { NetworkView } from '../network/network-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import type { Tab } from '../store/slices/window-slice.ts';

/** The view that each tab shows. */
export const agentTabPanels: Readonly<Record<Tab, ComponentType<{ agentId: string }>>> = {
  overview: OverviewView,
  console: ConsoleView,
  logs: LogsView,
  network: NetworkView,
  changes: ChangesView,
  isolation: IsolationView,
  details: DetailsView,
};
