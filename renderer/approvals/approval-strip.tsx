import { useNow } from '../format/use-now.ts';
import { useStore } from '../store/store.ts';
import { ApprovalCard } from './approval-card.tsx';
import { wishOf } from './approval-labels.ts';

const TICK_MS = 500;

/** What programs may do only when a person allows it, above every view. */
export function ApprovalStrip() {
  const approvals = useStore((state) => state.approvals);
  const newest = approvals.at(-1);
  return (
    <>
      <div role="status" aria-label="Newest request of a program" className="sr-only">
        {newest && `${wishOf(newest)}. It waits for your answer.`}
      </div>
      {approvals.length > 0 && <Cards />}
    </>
  );
}

function Cards() {
  const approvals = useStore((state) => state.approvals);
  const now = useNow(TICK_MS);
  return (
    <section aria-label="Requests of programs" className="shrink-0 border-line-strong border-b bg-surface">
      <ul aria-label="Requests of programs" className="max-h-72 overflow-auto">
        {approvals.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} now={now} />
        ))}
      </ul>
    </section>
  );
}
