import type { Agent } from '../../../electron/contract/agent.ts';
import { keysOf } from '../../keys/platform.ts';
import { openDialog } from '../../store/actions.ts';
import {
  IconDownload,
  IconHistory,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
  IconX,
} from '../../ui/icons.ts';
import type { MenuEntry } from '../../ui/overlays/menu.tsx';
import { clearSelection } from '../sidebar/selection.ts';
import { actionDisplay } from './action-display.ts';
import { type AgentAction, canDo } from './agent-actions.ts';
import { runAgentAction, runForMany } from './run-agent-action.ts';

const groups: readonly (readonly AgentAction[])[] = [
  ['start', 'stop', 'restart', 'pause', 'resume'],
  ['duplicate', 'rename'],
  ['remove'],
];

/** The context menu of one agent; impossible actions are greyed where a person expects them. */
export function agentMenu(agent: Agent): MenuEntry[] {
  return groups.flatMap((group, index) => {
    const entries = group.map((action): MenuEntry => {
      const { label, icon, shortcut } = actionDisplay[action];
      return {
        kind: 'item',
        label,
        icon,
        shortcut: keysOf(shortcut),
        disabled: !canDo(action, agent),
        danger: action === 'remove',
        onSelect: () => runAgentAction(action, agent.id),
      };
    });
    if (index === 1) {
      entries.push({
        kind: 'item',
        label: 'Snapshots…',
        icon: IconHistory,
        onSelect: () => openDialog({ kind: 'snapshots', agentId: agent.id }),
      });
      entries.push({
        kind: 'item',
        label: 'Export…',
        icon: IconDownload,
        onSelect: () => openDialog({ kind: 'export-agent', agentId: agent.id }),
      });
    }
    return index === 0 ? entries : [{ kind: 'separator' as const }, ...entries];
  });
}

/** The context menu of several selected agents. */
export function selectionMenu(agents: readonly Agent[]): MenuEntry[] {
  const able = (action: AgentAction) => agents.filter((agent) => canDo(action, agent)).map(({ id }) => id);
  const [startable, stoppable, removable] = [able('start'), able('stop'), able('remove')];
  return [
    { kind: 'heading', label: `${agents.length} agents` },
    {
      kind: 'item',
      label: 'Start selected',
      icon: IconPlayerPlay,
      disabled: startable.length === 0,
      onSelect: () => runForMany('start', startable),
    },
    {
      kind: 'item',
      label: 'Stop selected',
      icon: IconPlayerStop,
      disabled: stoppable.length === 0,
      onSelect: () => runForMany('stop', stoppable),
    },
    { kind: 'separator' },
    {
      kind: 'item',
      label: 'Remove selected',
      icon: IconTrash,
      danger: true,
      disabled: removable.length === 0,
      onSelect: () => openDialog({ kind: 'remove', agentIds: removable }),
    },
    { kind: 'item', label: 'Clear selection', icon: IconX, onSelect: clearSelection },
  ];
}
