import { useEffect } from 'react';
import type { AskCard } from '../../electron/contract/asks.ts';
import { useNow } from '../format/use-now.ts';
import { showTab } from '../store/actions.ts';
import { selectTab } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { useFocusThatStays } from '../ui/layout/use-focus-that-stays.ts';
import { dismissCards } from './answer-blocked.ts';
import { AskCardItem } from './ask-card.tsx';
import { ASK_LIST_ID, focusAsks, focusFirstCard, useUnfolded } from './ask-focus.ts';
import { whyOf, wishOf } from './ask-labels.ts';

const TICK_MS = 500;

/** The blocked requests of an agent that wait for a person, above whatever tab is shown. */
export function AskStrip({ agentId }: { agentId: string }) {
  const asks = useStore((state) => state.asksById[agentId]);
  const cards = asks?.cards ?? [];
  const focus = useFocusThatStays(cards.length, focusFirstCard);
  const [newest] = cards;
  return (
    <>
      <div role="status" aria-label="Newest blocked request" className="sr-only">
        {newest && `${wishOf(newest)}. ${whyOf(newest)}`}
      </div>
      {cards.length > 0 && (
        <section
          aria-label="Blocked requests"
          className="shrink-0 border-y border-line-strong bg-surface"
          {...focus}
        >
          <Cards agentId={agentId} cards={cards} leftOut={asks?.leftOut ?? 0} />
        </section>
      )}
    </>
  );
}

function Cards(props: { agentId: string; cards: readonly AskCard[]; leftOut: number }) {
  const { agentId, cards, leftOut } = props;
  const now = useNow(TICK_MS);
  const onNetwork = useStore(selectTab) === 'network';
  const unfolded = useUnfolded((state) => state.unfolded);
  // The Network tab has the same hosts with the same buttons below: only what waits for an answer is shown twice.
  const folded = onNetwork && !unfolded && cards.every(({ held }) => held === undefined);
  useEffect(() => {
    if (!onNetwork) useUnfolded.setState({ unfolded: false });
  }, [onNetwork]);
  const many = cards.length > 1;
  return (
    <>
      {(many || folded) && (
        <div className="figures flex h-7 items-center gap-2 border-b pr-3 pl-4 text-muted text-sm">
          <span className="min-w-0 truncate">
            {many ? `${cards.length} hosts were blocked` : '1 host was blocked'}
            {leftOut > 0 && `, and ${leftOut.toLocaleString('en')} more`}
          </span>
          <button
            type="button"
            className="text-accent hover:underline"
            onClick={() => (folded ? focusAsks() : showTab('network'))}
          >
            {folded ? 'Answer here' : 'All of them'}
          </button>
          <div className="flex-1" />
          <Button
            size="sm"
            variant="ghost"
            onClick={() =>
              void dismissCards(
                agentId,
                cards.map(({ id }) => id),
              )
            }
          >
            Dismiss all
          </Button>
        </div>
      )}
      {!folded && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <ul id={ASK_LIST_ID} aria-label="Blocked requests" tabIndex={0} className="max-h-39 overflow-auto">
          {cards.map((card) => (
            <AskCardItem key={card.id} card={card} now={now} />
          ))}
        </ul>
      )}
    </>
  );
}
