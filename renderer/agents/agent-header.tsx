import type { ReactNode } from 'react';
import { ariaKeysOf, keysOf } from '../keys/platform.ts';
import { useStore } from '../store/store.ts';
import { useAgent } from '../store/use-agent.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconAlertTriangle } from '../ui/icons.ts';
import { Tooltip } from '../ui/overlays/tooltip.tsx';
import { StatusBadge } from '../ui/states/status-dot.tsx';
import { actionDisplay } from './actions/action-display.ts';
import { type AgentAction, agentActions, canDo } from './actions/agent-actions.ts';
import { runAgentAction, usePending } from './actions/run-agent-action.ts';
import { useTypeIcon } from './agent-type.ts';
import { useAttention } from './attention/use-attention.ts';
import { GroupBadge } from './group/group-badge.tsx';

/** The agent's name, status and actions; `children` are actions of other areas. */
export function AgentHeader({ agentId, children }: { agentId: string; children?: ReactNode }) {
  const agent = useAgent(agentId);
  const TypeIcon = useTypeIcon(agent?.spec?.type);
  const attention = useAttention(agent);
  if (!agent) return null;
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-3 pb-2">
      <div className="min-w-48 flex-1">
        <div className="flex items-center gap-2.5">
          <TypeIcon aria-hidden size={18} stroke={1.5} className="shrink-0 text-muted" />
          <h1 className="min-w-0 truncate font-semibold text-xl" title={agent.name} data-selectable>
            {agent.name}
          </h1>
          <div role="status" aria-label="Agent status" className="shrink-0">
            <StatusBadge status={agent.status} />
          </div>
        </div>
        {/* The line is always there, so that nothing below moves when a badge comes. */}
        <div className="flex h-5 items-center gap-2">
          <GroupBadge group={agent.spec?.group} className="max-w-40" />
          {attention && (
            <Badge tone={attention.tone} icon={IconAlertTriangle} className="min-w-0 shrink!">
              <span title={attention.words}>{attention.words}</span>
            </Badge>
          )}
          {/* Where the row is too narrow this gives way, so that badges can be read. */}
          <p className="min-w-0 shrink-[9999] truncate text-muted" title={agent.spec?.purpose || agent.image}>
            {agent.spec?.purpose || <span className="font-mono text-subtle text-xs">{agent.image}</span>}
          </p>
        </div>
      </div>
      <div role="toolbar" aria-label="Agent actions" className="flex items-center gap-1">
        {children}
        {agentActions.map((action) => (
          <ActionButton key={action} action={action} agentId={agentId} />
        ))}
      </div>
    </header>
  );
}

/** Start and Stop show their word, other actions an icon. Impossible actions are disabled. */
function ActionButton({ action, agentId }: { action: AgentAction; agentId: string }) {
  const enabled = useStore((state) => {
    const agent = state.agentsById[agentId];
    return agent !== undefined && canDo(action, agent);
  });
  const pending = usePending((state) => state[agentId]);
  const { label, icon, shortcut } = actionDisplay[action];
  const shared = {
    icon,
    disabled: !enabled || pending !== undefined,
    'aria-keyshortcuts': ariaKeysOf(shortcut),
    onClick: () => runAgentAction(action, agentId),
  };
  if (action === 'start' || action === 'stop') {
    return (
      <Tooltip content={`${label} agent`} shortcut={keysOf(shortcut)}>
        <Button {...shared} busy={pending === action}>
          {label}
        </Button>
      </Tooltip>
    );
  }
  return (
    <IconButton
      {...shared}
      label={label}
      shortcut={keysOf(shortcut)}
      tone={action === 'remove' ? 'danger' : 'plain'}
    />
  );
}
