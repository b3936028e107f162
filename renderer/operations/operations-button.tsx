import { Popover } from 'radix-ui';
import { useMemo } from 'react';
import type { Operation } from '../../electron/contract/operation.ts';
import { selectOperations } from '../store/slices/operations-slice.ts';
import { useStore } from '../store/store.ts';
import { cx } from '../ui/cx.ts';
import { IconAlertTriangle, IconLoader2 } from '../ui/icons.ts';
import { useSteadyRows } from '../ui/layout/steady-rows.ts';
import { BarPopoverContent } from '../ui/overlays/bar-popover.tsx';
import { OperationCard } from './operation-card.tsx';
import { currentStep, isActive, openOperations } from './operation-view.ts';

/** Operations in one line of the bottom bar, and all of them in a popover. They continue when dialogs close. */
export function OperationsButton() {
  const operations = useStore(selectOperations);
  const ordered = useMemo(() => openOperations(Object.values(operations)), [operations]);
  const [first] = ordered;
  if (!first) return null;
  const active = ordered.filter(isActive).length;
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label="Operations"
        className="flex h-5 max-w-80 min-w-0 items-center gap-1.5 rounded-sm px-1.5 hover:bg-hover hover:text-fg"
      >
        {active > 0 ? (
          <IconLoader2 aria-hidden size={13} stroke={2} className="shrink-0 animate-spin text-accent" />
        ) : (
          <IconAlertTriangle aria-hidden size={13} stroke={2} className="shrink-0 text-failed" />
        )}
        <span className="truncate">
          {active > 1 ? `${active} operations` : active === 1 ? lineOf(first) : `${ordered.length} failed`}
        </span>
      </Popover.Trigger>
      <BarPopoverContent label="Operations" className="overflow-y-auto">
        <OperationList operations={ordered} />
      </BarPopoverContent>
    </Popover.Root>
  );
}

function OperationList({ operations }: { operations: readonly Operation[] }) {
  const { rows, holding } = useSteadyRows(operations, ({ id }) => id, 'later');
  return (
    <div className="divide-y divide-line" {...holding}>
      {rows.map(({ key, row, isGone }) => (
        <div key={key} aria-hidden={isGone} inert={isGone} className={cx('p-3', isGone && 'opacity-40')}>
          <OperationCard operation={row} />
        </div>
      ))}
    </div>
  );
}

function lineOf(operation: Operation): string {
  const step = currentStep(operation.steps);
  return step ? `${operation.title}: ${step.label}` : operation.title;
}
