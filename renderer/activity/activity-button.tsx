import { Popover } from 'radix-ui';
import type { Activity } from '../../electron/contract/activity.ts';
import { errorSteps, showFailure } from '../errors/error-steps.ts';
import { Ago } from '../format/ago.tsx';
import { callEngine } from '../ipc/engine-host.ts';
import { selectAgent } from '../store/actions.ts';
import { selectActivity, selectActivitySeen } from '../store/slices/activity-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconBell } from '../ui/icons.ts';
import { useSteadyRows } from '../ui/layout/steady-rows.ts';
import { BarPopoverContent } from '../ui/overlays/bar-popover.tsx';
import { activityIcon } from './activity-icons.ts';

/** The activity of agents: the number of unseen entries, and the list in a popover. */
export function ActivityButton() {
  const activity = useStore(selectActivity);
  const seen = useStore(selectActivitySeen);
  const newest = activity.at(-1);
  const unseen = activity.filter(({ id }) => id > seen).length;
  return (
    <Popover.Root
      onOpenChange={(open) => {
        if (!open && newest) useStore.getState().setActivitySeen(newest.id);
      }}
    >
      <Popover.Trigger
        aria-label={unseen > 0 ? `Activity, ${unseen} new` : 'Activity'}
        className="flex h-5 shrink-0 items-center gap-1.5 rounded-sm px-1.5 hover:bg-hover hover:text-fg"
      >
        <IconBell aria-hidden size={13} stroke={1.75} className={unseen > 0 ? 'text-paused' : ''} />
        {unseen > 0 && <span className="figures font-medium text-fg">{unseen}</span>}
      </Popover.Trigger>
      <BarPopoverContent label="Activity">
        <div className="flex h-9 shrink-0 items-center justify-between border-b px-3">
          <h2 className="font-medium">Activity</h2>
          {activity.length > 0 && (
            <Button size="sm" variant="ghost" onClick={clear}>
              Clear all
            </Button>
          )}
        </div>
        {activity.length === 0 ? (
          <p className="p-3 text-muted">
            Nothing happened since Bulkhead was opened. Agents that end, run out of memory or wait for you are
            listed here.
          </p>
        ) : (
          <EntryList entries={[...activity].reverse()} seen={seen} />
        )}
      </BarPopoverContent>
    </Popover.Root>
  );
}

function EntryList({ entries, seen }: { entries: readonly Activity[]; seen: number }) {
  const { rows, holding } = useSteadyRows(entries, ({ id }) => String(id), 'later');
  return (
    <ul aria-label="Activity" className="divide-y divide-line overflow-y-auto" {...holding}>
      {rows.map(({ key, row }) => (
        <Entry key={key} entry={row} isNew={row.id > seen} />
      ))}
    </ul>
  );
}

function Entry({ entry, isNew }: { entry: Activity; isNew: boolean }) {
  const exists = useStore(({ agentsById }) => agentsById[entry.agentId] !== undefined);
  const Icon = activityIcon[entry.kind];
  const [step] = entry.action
    ? errorSteps(
        { type: 'internal', message: entry.text, actions: [entry.action] },
        { agentId: entry.agentId },
      )
    : [];
  return (
    <li className="flex items-start gap-2 p-3">
      <Icon aria-hidden size={15} stroke={1.75} className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          {exists ? (
            <Popover.Close asChild>
              <button
                type="button"
                className="min-w-0 truncate font-medium hover:underline"
                onClick={() => selectAgent(entry.agentId)}
              >
                {entry.agentName}
              </button>
            </Popover.Close>
          ) : (
            <span className="min-w-0 truncate font-medium">{entry.agentName}</span>
          )}
          <span className="figures shrink-0 text-sm text-subtle">
            <Ago atMs={entry.at} />
          </span>
          {isNew && <span className="ml-auto shrink-0 text-paused text-xs">New</span>}
        </div>
        <p className="text-muted">{entry.text}</p>
      </div>
      {exists && step && (
        <Popover.Close asChild>
          <Button size="sm" onClick={step.onSelect}>
            {step.label}
          </Button>
        </Popover.Close>
      )}
    </li>
  );
}

function clear(): void {
  callEngine('activity.clear', {}).catch((thrown: unknown) =>
    showFailure('The list could not be cleared', thrown),
  );
}
