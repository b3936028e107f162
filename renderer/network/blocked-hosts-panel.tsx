import { useState } from 'react';
import type { EgressMode } from '../../electron/contract/egress-mode.ts';
import type { EgressState } from '../../electron/contract/isolation.ts';
import { formatDuration } from '../../electron/lib/format-duration.ts';
import { printable } from '../../electron/lib/printable.ts';
import { answerBlocked, setMuted } from '../ask/answer-blocked.ts';
import { reasonLabel } from '../egress/decision-labels.ts';
import { useNow } from '../format/use-now.ts';
import { showTab } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { IconCheck, IconHistory } from '../ui/icons.ts';
import { type Allowance, allowanceOf, type BlockedHost, canBeAllowed } from './blocked-hosts.ts';
import { HostFacts, HostsPanel } from './hosts-panel.tsx';

const TICK_MS = 5_000;
const MINUTE_MS = 60_000;

const NOTES: Record<EgressMode, string | undefined> = {
  full: 'Egress is Full now: every public host can be reached.',
  off: 'Egress is Off, so an allowed host would change nothing.',
  allowlist: undefined,
};

/** Lists the hosts that the gateway blocked, each with buttons that allow it. */
export function BlockedHostsPanel(props: {
  agentId: string;
  hosts: readonly BlockedHost[];
  state: EgressState | undefined;
  /** The entries that only verifications asked for. */
  verified: ReadonlySet<string>;
}) {
  const { agentId, hosts, state, verified } = props;
  const now = useNow(TICK_MS);
  const mode = state?.wanted.mode;
  return (
    <HostsPanel
      title="Blocked hosts"
      note={mode && NOTES[mode]}
      action={
        mode === 'off' && (
          <button
            type="button"
            className="shrink-0 text-accent text-sm hover:underline"
            onClick={() => showTab('isolation')}
          >
            Switch it to Allowlist first
          </button>
        )
      }
      hosts={hosts}
      verb="blocked"
    >
      {(blocked, isGone) => (
        <Entry
          agentId={agentId}
          blocked={blocked}
          isGone={isGone}
          verified={verified.has(blocked.entry)}
          state={state}
          now={now}
        />
      )}
    </HostsPanel>
  );
}

function Entry(props: {
  agentId: string;
  blocked: BlockedHost;
  /** The host is no longer listed, and keeps its place while the pointer is over the list. */
  isGone: boolean;
  verified: boolean;
  state: EgressState | undefined;
  now: number;
}) {
  const { agentId, blocked, isGone, verified, state, now } = props;
  const [pressed, setPressed] = useState<'once' | 'agent'>();
  const allowance = state && allowanceOf(blocked, state.wanted, now);
  const usable =
    !isGone && state?.wanted.mode === 'allowlist' && canBeAllowed(blocked) && pressed === undefined;
  const muted = useStore(({ asksById }) => asksById[agentId]?.muted.includes(blocked.entry) === true);
  const allow = (which: 'once' | 'agent') => {
    if (!state) return;
    setPressed(which);
    void answerBlocked(agentId, blocked, which).finally(() => setPressed(undefined));
  };
  const name = printable(blocked.entry);
  return (
    <>
      <HostFacts host={blocked} why={reasonLabel(blocked.reason)} now={now} />
      {verified && <Badge>Verification</Badge>}
      {muted && (
        <Button
          size="sm"
          variant="ghost"
          title={`Ask about ${name} again`}
          onClick={() => void setMuted(agentId, blocked, false)}
        >
          Unmute
        </Button>
      )}
      {allowance && <AllowedNow allowance={allowance} inForce={state?.inForce === true} now={now} />}
      {!canBeAllowed(blocked) && <span className="text-subtle text-sm">An allowlist cannot change this</span>}
      <Button
        size="sm"
        busy={pressed === 'once'}
        disabled={!usable || allowance !== undefined}
        title={`Allow ${name} for 10 minutes`}
        onClick={() => allow('once')}
      >
        Allow once
      </Button>
      <Button
        size="sm"
        busy={pressed === 'agent'}
        disabled={!usable || allowance?.kind === 'always'}
        title={`Add ${name} to this agent’s allowlist`}
        onClick={() => allow('agent')}
      >
        Always allow
      </Button>
    </>
  );
}

function AllowedNow(props: { allowance: NonNullable<Allowance>; inForce: boolean; now: number }) {
  const { allowance, inForce, now } = props;
  const text =
    allowance.kind === 'always'
      ? 'Allowed now'
      : allowance.kind === 'until-stopped'
        ? 'Allowed until the agent stops'
        : `Allowed for ${formatDuration(Math.ceil((allowance.at - now) / MINUTE_MS) * MINUTE_MS)}`;
  return (
    <span role="status">
      <Badge
        tone={inForce ? 'success' : 'warning'}
        icon={allowance.kind === 'always' ? IconCheck : IconHistory}
      >
        {inForce ? text : 'Not in force: no gateway'}
      </Badge>
    </span>
  );
}
