import type { useEgress } from '../egress/use-egress.ts';
import { formatNumber } from '../format/number.ts';
import { formatDateTime } from '../format/time.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { egressLabel } from '../ui/egress-icon.tsx';
import { IconEye, IconLock } from '../ui/icons.ts';
import { Callout } from '../ui/states/callout.tsx';

const REFRESH_MS = 5_000;

/** Starts and ends learning: the agent may reach everything for a while, then the used hosts become its allowlist. */
export function LearnPanel({ agentId, egress }: { agentId: string; egress: ReturnType<typeof useEgress> }) {
  const { state, choosing, choose } = egress;
  if (!state) return null;
  const { wanted } = state;
  if (wanted.learning) return <Learning agentId={agentId} egress={egress} />;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button
        size="sm"
        icon={IconEye}
        disabled={choosing !== undefined}
        onClick={() => void choose({ type: 'start-learning' })}
      >
        Learn
      </Button>
      <span className="text-muted text-sm">
        Not sure what it needs? Learn switches egress to Full and records; afterwards you lock it to what was
        used.
      </span>
    </div>
  );
}

function Learning({ agentId, egress }: { agentId: string; egress: ReturnType<typeof useEgress> }) {
  const { state, choosing, choose } = egress;
  const learned = useEngineCall('egress.learned', { agentId }, state?.wanted.learning?.since, REFRESH_MS);
  if (!state?.wanted.learning) return null;
  const { mode, learning: since } = state.wanted;
  const count = learned.data?.exact.length;
  return (
    <Callout
      tone={mode === 'full' ? 'warning' : 'neutral'}
      title={`Learning since ${formatDateTime(since.since)}`}
      live
      action={
        <>
          <Button
            size="sm"
            disabled={choosing !== undefined}
            onClick={() => void choose({ type: 'stop-learning' })}
          >
            End learning
          </Button>
          <Button
            size="sm"
            icon={IconLock}
            disabled={choosing !== undefined}
            onClick={() => openDialog({ kind: 'lock-egress', agentId })}
          >
            Lock…
          </Button>
        </>
      }
    >
      {count === undefined
        ? 'Counting hosts…'
        : `${count === 1 ? '1 host was' : `${formatNumber(count)} hosts were`} reached so far.`}{' '}
      {mode === 'full'
        ? 'Until you lock it, every public address can be reached, also while Bulkhead is closed.'
        : `Egress is ${egressLabel[mode]} now, so nothing new is learned.`}
    </Callout>
  );
}
