import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import type { EgressMode } from '../../electron/contract/egress-mode.ts';
import type { EgressState } from '../../electron/contract/isolation.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { HoldField } from '../ask/hold-field.tsx';
import { egressNotice } from '../egress/egress-notice.ts';
import type { useEgress } from '../egress/use-egress.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { LearnPanel } from '../learn/learn-panel.tsx';
import { egressIcon, egressLabel } from '../ui/egress-icon.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { Section } from '../ui/layout/section.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';

const modes = (['off', 'allowlist', 'full'] as const).map((value) => ({
  value,
  label: egressLabel[value],
  icon: egressIcon[value],
}));

/** The agent's egress: the mode, what is in force, and the list of the mode "Allowlist". */
export function EgressPanel(props: {
  agentId: string;
  egress: ReturnType<typeof useEgress>;
  allowedDomains: string;
  domainsError: string | undefined;
  onDomainsChange: (text: string) => void;
}) {
  const { state, choosing, choose, error } = props.egress;
  const mode = choosing?.type === 'set-mode' ? choosing.mode : state?.wanted.mode;
  const notice = state && egressNotice(state);
  const chooseMode = (next: EgressMode) => void choose({ type: 'set-mode', mode: next });
  return (
    <Section title="Egress">
      {mode === undefined ? (
        !error && <Skeleton className="h-7 w-72" />
      ) : (
        <>
          <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
            <SegmentedControl
              label="Internet egress"
              options={modes}
              value={mode}
              onValueChange={chooseMode}
              disabled={choosing !== undefined}
            />
            {state && <InForce state={state} switching={choosing !== undefined} />}
          </div>
          {mode === 'allowlist' && (
            <TextArea
              label="Allowed domains"
              mono
              rows={Math.min(10, Math.max(3, props.allowedDomains.split('\n').length + 1))}
              value={props.allowedDomains}
              placeholder={'registry.npmjs.org\n*.githubusercontent.com'}
              hint="One per line. *.example.com is one level below, **.example.com any depth. Applied without a restart."
              onValueChange={props.onDomainsChange}
              error={props.domainsError}
              className="max-w-xl"
            />
          )}
          {mode === 'allowlist' && <HoldField egress={props.egress} />}
          <LearnPanel agentId={props.agentId} egress={props.egress} />
        </>
      )}
      {notice && (
        <Callout tone="warning" title={notice.title}>
          {notice.text}
        </Callout>
      )}
      {error && (
        <AppErrorPanel
          title={state ? 'Egress could not be switched' : 'Egress is not in Bulkhead’s hands'}
          error={error}
        />
      )}
    </Section>
  );
}

function InForce({ state, switching }: { state: EgressState; switching: boolean }) {
  return (
    <div role="status" aria-label="Egress in force" className="pb-1 text-muted text-sm">
      {switching ? 'Switching…' : state.inForce ? meaning(state.wanted) : 'Not in force'}
    </div>
  );
}

function meaning({ mode, allowedDomains, ...lists }: AgentEgress): string {
  const domains = allowedDomains.length;
  const ruled = [lists.rules, lists.sets, lists.services, lists.temporary].some(({ length }) => length > 0);
  switch (mode) {
    case 'off':
      return 'In force: nothing leaves this agent’s network.';
    case 'allowlist':
      if (ruled) return 'In force: only what the domains and rules below allow, over HTTP and HTTPS.';
      return `In force: only ${domains === 1 ? 'the domain' : `the ${domains} domains`} below, over HTTP and HTTPS.`;
    case 'full':
      return ruled
        ? 'In force: every public address but what the rules below deny; never your own network or cloud metadata.'
        : 'In force: every public address; never your own network, this machine or cloud metadata.';
    default:
      return assertNever(mode);
  }
}
