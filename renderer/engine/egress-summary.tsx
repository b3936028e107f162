import { useShallow } from 'zustand/react/shallow';
import { selectAgent } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { EgressIcon, egressLabel } from '../ui/egress-icon.tsx';
import { IconAlertTriangle } from '../ui/icons.ts';
import { Tooltip } from '../ui/overlays/tooltip.tsx';
import { egressCounts } from './egress-counts.ts';

const modes = ['starting', 'off', 'allowlist', 'full'] as const;

/** The running agents by egress mode, and whether the gateway enforces it. Empty while no agent runs. */
export function EgressSummary() {
  const { notInForce, leaking, ...counts } = useStore(useShallow(egressCounts));
  const shown = modes.filter((mode) => counts[mode] > 0);
  if (shown.length === 0) return null;
  const words = shown.map((mode) => `${counts[mode]} ${egressLabel[mode]}`).join(', ');
  const gateway =
    notInForce === 0
      ? 'The gateway enforces it.'
      : leaking > 0
        ? `The gateway does not answer for ${notInForce}: what it let through before may still get out of ${leaking}.`
        : `The gateway does not answer for ${notInForce}: nothing gets out of ${notInForce === 1 ? 'it' : 'them'}.`;
  return (
    <Tooltip content={`Egress of running agents: ${words}. ${gateway}`} side="top">
      <button
        type="button"
        onClick={() => selectAgent(null)}
        aria-label={`Egress: ${words}. ${gateway}`}
        className="flex h-5 shrink-0 items-center gap-3 rounded-sm px-1.5 hover:bg-hover"
      >
        <span className="text-subtle">Egress</span>
        {shown.map((mode) => (
          <span key={mode} className="figures flex items-center gap-1 font-medium text-fg">
            <EgressIcon mode={mode} size={13} />
            {counts[mode]}
          </span>
        ))}
        {notInForce > 0 && (
          <span className="flex items-center gap-1 text-paused">
            <IconAlertTriangle aria-hidden size={13} stroke={2} />
            Gateway down
          </span>
        )}
      </button>
    </Tooltip>
  );
}
