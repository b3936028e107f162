import type { Round } from '../../../electron/contract/follow-up.ts';
import type { Attempt } from '../../../electron/contract/task.ts';
import { visibleText } from '../../changes/visible-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { checkResult } from '../attempt-labels.ts';
import { StateBadge } from '../state-badge.tsx';
import { ReturnButton } from './return-button.tsx';

/** The rounds of an attempt with what each was sent; one of them is chosen, and its transcript is shown. */
export function RoundList({
  attempt,
  chosen,
  onChoose,
}: {
  attempt: Attempt;
  chosen: number;
  onChoose: (round: number) => void;
}) {
  return (
    <ul aria-label="Rounds" className="flex max-h-36 shrink-0 flex-col overflow-y-auto border-b px-1.5 py-1">
      {attempt.rounds.map((round) => (
        <li key={round.number} className="flex items-center gap-2">
          <button
            type="button"
            aria-current={round.number === chosen ? 'true' : undefined}
            onClick={() => onChoose(round.number)}
            className={cx(
              'flex min-w-0 flex-1 items-center gap-2 rounded-md px-2.5 py-1 text-left text-sm outline-offset-[-2px] hover:bg-hover',
              round.number === chosen && 'bg-selected hover:bg-selected',
            )}
          >
            <RoundLine round={round} />
          </button>
          <ReturnButton attempt={attempt} round={round} />
        </li>
      ))}
    </ul>
  );
}

function RoundLine({ round }: { round: Round }) {
  const check = checkResult(round);
  const words = wordsOf(round);
  return (
    <>
      <span className="figures shrink-0 text-subtle">Round {round.number}</span>
      <span className="min-w-0 truncate" title={words}>
        {words}
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-2">
        {check && <Badge tone={round.checkExitCode === 0 ? 'success' : 'danger'}>{check}</Badge>}
        <StateBadge state={round.state} />
      </span>
    </>
  );
}

function wordsOf({ number, message, fixesCheck }: Round): string {
  if (number === 1) return 'The prompt of the task';
  return fixesCheck ? 'Fix the check' : visibleText(message.trim().replace(/\s+/g, ' '));
}
