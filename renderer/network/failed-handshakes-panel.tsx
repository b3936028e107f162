import { useState } from 'react';
import type { EgressState } from '../../electron/contract/isolation.ts';
import { printable } from '../../electron/lib/printable.ts';
import { passUnread } from '../ask/answer-blocked.ts';
import { handshakeLabel } from '../egress/decision-labels.ts';
import { useNow } from '../format/use-now.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { type FailedHost, isPassedUnread } from './failed-handshakes.ts';
import { HostFacts, HostsPanel } from './hosts-panel.tsx';

const TICK_MS = 5_000;

/** Lists the intercepted hosts whose programs left at the TLS handshake, each with the way out. */
export function FailedHandshakesPanel(props: {
  agentId: string;
  hosts: readonly FailedHost[];
  state: EgressState | undefined;
}) {
  const { agentId, hosts, state } = props;
  const now = useNow(TICK_MS);
  const [chosen, setChosen] = useState<FailedHost>();
  return (
    <>
      <HostsPanel
        title="Failed handshakes"
        note="The gateway reads what goes to these hosts, and a program did not put up with that."
        hosts={hosts}
        verb="failed"
      >
        {(failed, isGone) => {
          const isPassed = state !== undefined && isPassedUnread(failed, state.wanted, now);
          return (
            <>
              <HostFacts host={failed} why={handshakeLabel(failed.error)} now={now} />
              {isPassed && (
                <span role="status">
                  <Badge tone={state.inForce ? 'success' : 'warning'}>
                    {state.inForce ? 'Not intercepted now' : 'Not in force: no gateway'}
                  </Badge>
                </span>
              )}
              <Button
                size="sm"
                disabled={isGone || isPassed || state === undefined}
                title={`Do not intercept ${printable(failed.entry)}`}
                onClick={() => setChosen(failed)}
              >
                Do not intercept this host
              </Button>
            </>
          );
        }}
      </HostsPanel>
      <ConfirmDialog
        open={chosen !== undefined}
        onOpenChange={(open) => !open && setChosen(undefined)}
        title={`Do not intercept ${printable(chosen?.entry ?? '')}?`}
        description={<Consequences />}
        confirmLabel="Do not intercept"
        onConfirm={() => {
          if (chosen) void passUnread(agentId, chosen);
          setChosen(undefined);
        }}
      />
    </>
  );
}

function Consequences() {
  return (
    <>
      The gateway passes the agent’s connections to this host on without reading them:
      <ul className="mt-1 list-disc pl-5">
        <li>no credential is filled in there, so the agent needs one of its own</li>
        <li>methods and paths in rules do not count: all of the host is allowed</li>
        <li>on a server that many sites share, another site can be reached under this name</li>
      </ul>
      <p className="mt-1">To intercept it again, delete its rule in Isolation, Egress rules.</p>
    </>
  );
}
