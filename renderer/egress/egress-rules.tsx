import { useEffect, useState } from 'react';
import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import type { EgressIntent } from '../../electron/contract/egress-intent.ts';
import { egressFileOf, egressFileSchema, replaceIntent } from '../../electron/contract/files/egress-file.ts';
import { reviewEgress } from '../../electron/contract/files/review.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { toAppError } from '../ipc/to-app-error.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { useAgentName, useAgentRunning } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CancelButton } from '../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { IconCode, IconList, IconPlus, IconServer } from '../ui/icons.ts';
import { Section } from '../ui/layout/section.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { listIntent, saveIntent, writtenRuleOf } from './egress-intents.ts';
import { type EffectiveRule, EgressRulesTable } from './egress-rules-table.tsx';
import { NoWayOut } from './no-way-out.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { looksInside } from './rule-labels.ts';
import { ServiceDialog } from './service-dialog.tsx';
import { SetChoice, useSets } from './set-choice.tsx';
import { changeEgress, type useEgress } from './use-egress.ts';
import { YamlDialog } from './yaml-dialog.tsx';

const TICK_MS = 5_000;

type Open =
  | { kind: 'rule'; editing?: EffectiveRule }
  | { kind: 'sets' }
  | { kind: 'service' }
  | { kind: 'yaml' };

/** Shows all rules that decide what an agent may reach, each with its origin. Changes apply at once. */
export function EgressRules({ agentId, egress }: { agentId: string; egress: ReturnType<typeof useEgress> }) {
  const { state, choosing, choose } = egress;
  const loaded = useEngineCall('egress.rules', { agentId }, state);
  const running = useAgentRunning(agentId);
  const [open, setOpen] = useState<Open>();
  const temporary = (state?.wanted.temporary.length ?? 0) > 0;
  const now = useNow(temporary, loaded.reload);
  if (!state) return null;
  const { wanted } = state;
  const rules = loaded.data?.rules ?? [];
  return (
    <Section
      title="Egress rules"
      action={
        <div className="flex flex-wrap justify-end gap-1.5">
          <Button size="sm" icon={IconPlus} onClick={() => setOpen({ kind: 'rule' })}>
            Add rule
          </Button>
          <Button size="sm" icon={IconList} onClick={() => setOpen({ kind: 'sets' })}>
            Choose sets
          </Button>
          <Button size="sm" icon={IconServer} onClick={() => setOpen({ kind: 'service' })}>
            Add host service
          </Button>
          <Button size="sm" variant="ghost" icon={IconCode} onClick={() => setOpen({ kind: 'yaml' })}>
            Import or export
          </Button>
        </div>
      }
    >
      {loaded.error && <AppErrorPanel title="The rules could not be read" error={loaded.error} />}
      {loaded.data && loaded.data.missingSets.length > 0 && (
        <Callout tone="warning" title="A set is gone">
          This agent names {loaded.data.missingSets.map((id) => `“${id}”`).join(', ')}, which no longer exists
          and allows nothing. Choose other sets, or make it again in the settings.
        </Callout>
      )}
      {loaded.data?.trustsGateway === false && rules.some(({ rule }) => looksInside(rule)) && (
        <Callout tone="warning" title="This agent was made before it could trust the gateway">
          Rules with methods or paths make the gateway read the requests to their hosts, and this agent’s
          tools will refuse that. Recreate the agent without keeping what was written outside its volumes, or
          use rules without methods and paths.
        </Callout>
      )}
      {loaded.data && rules.length === 0 && <p className="text-subtle text-sm">{emptyWords(wanted)}</p>}
      {rules.length > 0 && (
        <EgressRulesTable
          rules={rules}
          now={now}
          disabled={choosing !== undefined}
          onEdit={(editing) => setOpen({ kind: 'rule', editing })}
          onRemove={({ rule }) => void choose({ type: 'remove-rules', ruleIds: [rule.id] })}
        />
      )}
      <NoWayOut />
      {open && (
        <OpenDialog
          open={open}
          agentId={agentId}
          wanted={wanted}
          running={running}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Section>
  );
}

function OpenDialog(props: {
  open: Open;
  agentId: string;
  wanted: AgentEgress;
  running: boolean;
  onClose: () => void;
}) {
  const { open, agentId, wanted, running, onClose } = props;
  const sets = useSets();
  const name = useAgentName(agentId) ?? 'agent';
  const apply = async (...intents: EgressIntent[]) => void (await changeEgress(agentId, ...intents));
  switch (open.kind) {
    case 'rule': {
      const { editing } = open;
      return (
        <RuleDialog
          rule={editing && writtenRuleOf(editing)}
          lasting={{ running }}
          onSave={(rule, end) => apply(saveIntent(editing, rule, end))}
          onClose={onClose}
        />
      );
    }
    case 'sets':
      return <SetsDialog used={wanted.sets} onChange={apply} onClose={onClose} />;
    case 'service':
      return (
        <ServiceDialog onSave={(service) => apply({ type: 'add-service', service })} onClose={onClose} />
      );
    case 'yaml': {
      const current = egressFileOf(wanted);
      return (
        <YamlDialog
          title="Egress as YAML"
          description="Save it, open another file, or edit it here. Nothing changes before you apply."
          fileName={`${name}-egress.yaml`}
          current={current}
          schema={egressFileSchema}
          review={(file) => reviewEgress(current, file, sets)}
          onApply={(file) => apply(replaceIntent(current, file))}
          onClose={onClose}
        />
      );
    }
    default:
      return open satisfies never;
  }
}

function SetsDialog(props: {
  used: readonly string[];
  onChange: (intent: EgressIntent) => Promise<void>;
  onClose: () => void;
}) {
  const { onChange, onClose } = props;
  // The sets that the person saw. Concurrent changes of other sets remain.
  const [before] = useState(props.used);
  const [chosen, setChosen] = useState<string[]>([...before]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const save = () => {
    setBusy(true);
    onChange(listIntent('change-sets', before, chosen)).then(onClose, (thrown: unknown) => {
      setBusy(false);
      setFailure(thrown);
    });
  };
  return (
    <Dialog
      open
      size="lg"
      title="Choose rule sets"
      description="Lists that agents share. A change of your own sets, in the settings, applies to every agent that uses them, at once."
      onOpenChange={(isOpen) => !isOpen && onClose()}
      footer={
        <>
          <CancelButton onClick={onClose} />
          <DefaultButton busy={busy} onClick={save}>
            Use these sets
          </DefaultButton>
        </>
      }
    >
      {failure !== undefined && (
        <AppErrorPanel title="The sets were not applied" error={toAppError(failure)} />
      )}
      <SetChoice chosen={chosen} onChange={setChosen} />
    </Dialog>
  );
}

function emptyWords({ mode }: AgentEgress): string {
  return mode === 'full'
    ? 'No rules: every public host can be reached. A rule that denies a host counts in Full as well.'
    : 'No rules: nothing can be reached. Allow a domain, choose a set or add a rule.';
}

/** Returns the current time (epoch ms), updated regularly while `ticking`. Each update calls `onTick`. */
function useNow(ticking: boolean, onTick: () => void): number {
  const [now, setNow] = useState(() => Date.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: every render creates a new function that does the same
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      onTick();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [ticking]);
  return Math.max(now, Date.now());
}
