import type { TrayState } from '../../contract/tray.ts';

/** What a click on an item of the tray's menu does. */
export type TrayAction =
  | { kind: 'command'; id: 'agents.pause-all' | 'agents.cut-off-all' }
  /** Shows the window with an agent, or as it is. */
  | { kind: 'show'; agentId: string | null }
  | { kind: 'quit' };

export type TrayItem =
  | { kind: 'separator' }
  /** Without an action the item only says something. */
  | { kind: 'item'; label: string; action?: TrayAction | undefined; enabled: boolean };

/** A menu that is longer than a screen scrolls badly on every desktop. */
const MOST_WAITING = 8;

const item = (label: string, action?: TrayAction, enabled = action !== undefined): TrayItem => ({
  kind: 'item',
  label,
  action,
  enabled,
});
const separator: TrayItem = { kind: 'separator' };

/** The tray's menu: what runs, what waits for the person, and what concerns all agents. `state` is undefined without a page. */
export function trayMenu(state: TrayState | undefined): readonly TrayItem[] {
  const waiting = state?.waiting ?? [];
  const further = waiting.length - MOST_WAITING;
  const entries = waiting
    .slice(0, MOST_WAITING)
    .map(({ agentId, text }) => item(text, { kind: 'show', agentId }));
  return [
    item(runningText(state)),
    ...(entries.length > 0 ? [separator] : []),
    ...entries,
    ...(further > 0 ? [item(`And ${further} more`, { kind: 'show', agentId: null })] : []),
    separator,
    item('Pause all', { kind: 'command', id: 'agents.pause-all' }, (state?.running ?? 0) > 0),
    item('Cut all off', { kind: 'command', id: 'agents.cut-off-all' }, (state?.online ?? 0) > 0),
    separator,
    item('Show window', { kind: 'show', agentId: null }),
    item('Quit', { kind: 'quit' }),
  ];
}

/** One line for the tooltip. */
export function trayToolTip(state: TrayState | undefined): string {
  const waiting = state?.waiting.length ?? 0;
  const parts = ['Bulkhead', runningText(state), ...(waiting > 0 ? [`${waiting} waiting for you`] : [])];
  return parts.join(' · ');
}

function runningText(state: TrayState | undefined): string {
  if (state === undefined) return 'No window is open';
  if (state.running === 0) return 'No agent is running';
  return state.running === 1 ? '1 agent is running' : `${state.running} agents are running`;
}
