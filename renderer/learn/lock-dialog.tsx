import { useState } from 'react';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { choicesOf, type LockChoice, lockTo } from '../../electron/contract/lock-choices.ts';
import { allSets } from '../../electron/contract/own-sets.ts';
import { changeEgress } from '../egress/use-egress.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { formatNumber } from '../format/number.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { closeDialog } from '../store/actions.ts';
import { selectOwnSets } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { useAgentName } from '../store/use-agent.ts';
import { CancelButton } from '../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { Switch } from '../ui/fields/switch.tsx';
import { IconEye } from '../ui/icons.ts';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { showToast } from '../ui/overlays/toasts.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { ProposalTable } from './proposal-table.tsx';

/** Proposes an allowlist from the hosts that the agent used while learning, for a person to review and apply. */
export function LockDialog({ agentId }: { agentId: string }) {
  const name = useAgentName(agentId) ?? 'the agent';
  const sets = useStore(selectOwnSets);
  const { data, error } = useEngineCall('egress.learned', { agentId });
  const [before] = useState(() => useStore.getState().egressById[agentId]?.wanted ?? bareEgress('full'));
  const [exact, setExact] = useState(false);
  /** The choices of the person that differ from the proposal, by key. */
  const [changed, setChanged] = useState<Readonly<Record<string, boolean>>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const nameOf = (id: string) => allSets(sets).find((set) => set.id === id)?.name ?? id;
  const choices = data ? choicesOf(data, exact, nameOf) : [];
  const isChosen = ({ key, used }: LockChoice) => changed[key] ?? used;
  const chosen = choices.filter(isChosen);

  const lock = () => {
    setBusy(true);
    changeEgress(agentId, lockTo(chosen, before)).then(
      () => {
        closeDialog();
        showToast({ tone: 'success', title: `${name} is locked to ${entries(chosen.length)}` });
      },
      (thrown: unknown) => {
        setBusy(false);
        setFailure(toAppError(thrown));
      },
    );
  };
  return (
    <Dialog
      open
      size="xl"
      title="Lock egress"
      description={`Egress becomes Allowlist with what is checked here. ${name}’s own rules and host services stay.`}
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <>
          {choices.length > 0 && (
            <Switch
              label="Only the exact hosts seen"
              checked={exact}
              onCheckedChange={setExact}
              className="mr-auto"
            />
          )}
          <CancelButton onClick={closeDialog} />
          <DefaultButton disabled={!data} busy={busy} onClick={lock}>
            Lock to {entries(chosen.length)}
          </DefaultButton>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {error && <AppErrorPanel title="What was learned cannot be read" error={error} />}
        {failure && <AppErrorPanel title="Egress could not be locked" error={failure} />}
        {!data && !error && <Skeleton className="h-40" />}
        {data && choices.length === 0 && (
          <EmptyState icon={IconEye} title="Nothing was reached yet">
            Let the agent do what it is for, then come back. Locked now, it could reach nothing.
          </EmptyState>
        )}
        {choices.length > 0 && (
          <ProposalTable
            choices={choices}
            isChosen={isChosen}
            onChoose={(keys, chosenNow) =>
              setChanged((before) => ({
                ...before,
                ...Object.fromEntries(keys.map((key) => [key, chosenNow])),
              }))
            }
          />
        )}
      </div>
    </Dialog>
  );
}

const entries = (count: number) => (count === 1 ? '1 entry' : `${formatNumber(count)} entries`);
