import { useId, useState } from 'react';
import type { EgressState } from '../../electron/contract/isolation.ts';
import { printable } from '../../electron/lib/printable.ts';
import { passUnread } from '../ask/answer-blocked.ts';
import { handshakeLabel } from '../egress/decision-labels.ts';
import { formatAgo } from '../format/time.ts';
import { useNow } from '../format/use-now.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { useSteadyRows } from '../ui/layout/steady-rows.ts';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { type FailedHost, isPassedUnread } from './failed-handshakes.ts';

const TICK_MS = 5_000;

/** Lists the intercepted hosts whose programs left at the TLS handshake, each with the way out. */
export function FailedHandshakesPanel(props: {
  agentId: string;
  hosts: readonly FailedHost[];
  state: EgressState | undefined;
}) {
  const { agentId, hosts, state } = props;
  const titleId = useId();
  const now = useNow(TICK_MS);
  const [chosen, setChosen] = useState<FailedHost>();
  const { rows, holding } = useSteadyRows(hosts, ({ entry }) => entry);
  return (
    <section aria-labelledby={titleId} className="shrink-0 border-b bg-surface">
      <div className="flex h-8 items-center gap-2 px-4">
        <h2 id={titleId} className="font-medium">
          Failed handshakes
        </h2>
        <span className="figures text-muted text-sm">{hosts.length.toLocaleString('en')}</span>
        <span className="ml-2 truncate text-muted text-sm">
          The gateway reads what goes to these hosts, and a program did not put up with that.
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <ul aria-label="Failed handshakes" tabIndex={0} className="max-h-40 overflow-auto pb-1" {...holding}>
        {rows.map(({ key, row, isGone }) => {
          const name = printable(row.entry);
          const isPassed = state !== undefined && isPassedUnread(row, state.wanted, now);
          return (
            <li key={key} className="flex min-h-8 items-center gap-3 px-4 hover:bg-hover/50">
              <span className="min-w-0 shrink truncate font-mono text-sm" title={name} data-selectable>
                {name}
              </span>
              <span className="figures min-w-0 flex-1 truncate text-muted text-sm">
                {handshakeLabel(row.error)} · {row.count.toLocaleString('en')}× ·{' '}
                {formatAgo(row.lastTime, now)}
              </span>
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
                title={`Do not intercept ${name}`}
                onClick={() => setChosen(row)}
              >
                Do not intercept this host
              </Button>
            </li>
          );
        })}
      </ul>
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
    </section>
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
