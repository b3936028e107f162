import type { TrayState } from '../../electron/contract/tray.ts';
import { attentionOf } from '../agents/attention/attention.ts';
import { callShell } from '../ipc/shell.ts';
import { isBrowser } from '../ipc/transport.ts';
import { egressModeOf } from '../store/slices/egress-slice.ts';
import { type AppState, useStore } from '../store/store.ts';

type Shown = Pick<
  AppState,
  'agentIds' | 'agentsById' | 'asksById' | 'waitingAgentIds' | 'approvals' | 'egressById'
>;

const MOST = 100;

/** What runs and what waits for the person, for the tray icon. */
export function trayStateOf(state: Shown): TrayState {
  const { agentsById, asksById, waitingAgentIds, approvals } = state;
  const agents = (state.agentIds ?? []).flatMap((id) => agentsById[id] ?? []);
  const running = agents.filter(({ status }) => status === 'running');
  const waiting = agents.flatMap((agent) => {
    const cards = asksById[agent.id]?.cards ?? [];
    const waits = waitingAgentIds.includes(agent.id);
    if (cards.length === 0 && !waits) return [];
    const words = attentionOf(agent, { waiting: waits, cards })?.words ?? '';
    return [{ agentId: agent.id, text: `${agent.name}: ${words}`.slice(0, 300) }];
  });
  const programs = approvals.length > 0 ? [{ agentId: null, text: approvalText(approvals.length) }] : [];
  return {
    running: running.length,
    online: running.filter(({ id }) => egressModeOf(state, id) !== 'off').length,
    waiting: [...programs, ...waiting].slice(0, MOST),
  };
}

const approvalText = (count: number) =>
  count === 1 ? 'A program waits for your approval' : `${count} requests of programs wait for your approval`;

const parts = ['agentIds', 'agentsById', 'asksById', 'waitingAgentIds', 'approvals', 'egressById'] as const;

/** Keeps the tray icon up to date. Returns the function that stops it. */
export function reportToTray(): () => void {
  // The tray belongs to the app's window.
  if (isBrowser()) return () => undefined;
  let reported = '';
  const report = (state: AppState) => {
    const shown = trayStateOf(state);
    const text = JSON.stringify(shown);
    if (text === reported) return;
    reported = text;
    callShell('tray.update', shown).catch(reportError);
  };
  report(useStore.getState());
  return useStore.subscribe((state, previous) => {
    if (parts.some((part) => state[part] !== previous[part])) report(state);
  });
}
