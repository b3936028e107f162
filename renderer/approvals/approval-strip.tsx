import type { Approval } from '../../electron/contract/approvals.ts';
import { useNow } from '../format/use-now.ts';
import { useStore } from '../store/store.ts';
import { useSteadyRows } from '../ui/layout/steady-rows.ts';
import { useFocusThatStays } from '../ui/layout/use-focus-that-stays.ts';
import { ApprovalCard } from './approval-card.tsx';
import { wishOf } from './approval-labels.ts';

const TICK_MS = 500;
const LIST_ID = 'requests-of-programs';

/** What programs may do only when a person allows it, above every view. */
export function ApprovalStrip() {
  const approvals = useStore((state) => state.approvals);
  const newest = approvals.at(-1);
  const focus = useFocusThatStays(approvals.length, focusFirstCard);
  return (
    <>
      <div role="status" aria-label="Newest request of a program" className="sr-only">
        {newest && `${wishOf(newest)}. It waits for your answer.`}
      </div>
      {approvals.length > 0 && (
        <section
          aria-label="Requests of programs"
          className="shrink-0 border-line-strong border-b bg-surface"
          {...focus}
        >
          <Cards approvals={approvals} />
        </section>
      )}
    </>
  );
}

function Cards({ approvals }: { approvals: readonly Approval[] }) {
  const { rows, holding } = useSteadyRows(approvals, ({ id }) => id);
  const now = useNow(TICK_MS);
  return (
    <ul id={LIST_ID} aria-label="Requests of programs" className="max-h-72 overflow-auto" {...holding}>
      {rows.map(({ key, row, isGone }) => (
        <ApprovalCard key={key} approval={row} isGone={isGone} now={now} />
      ))}
    </ul>
  );
}

function focusFirstCard(): boolean {
  const button = document.getElementById(LIST_ID)?.querySelector<HTMLElement>('button:not(:disabled)');
  button?.focus();
  return button !== null && button !== undefined;
}
