import { useEffect, useRef } from 'react';
import type { AskCard } from '../../electron/contract/asks.ts';
import { entryOf } from '../../electron/contract/blocked-target.ts';
import { printable } from '../../electron/lib/printable.ts';
import { formatNumber } from '../format/number.ts';
import { useNow } from '../format/use-now.ts';
import { ariaKeysOf, keysOf } from '../keys/platform.ts';
import { shortcuts } from '../keys/shortcuts.ts';
import { showTab } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconLock } from '../ui/icons.ts';
import { type SteadyRow, useSteadyRows } from '../ui/layout/steady-rows.ts';
import { useFocusThatStays } from '../ui/layout/use-focus-that-stays.ts';
import { keepClearOfToasts } from '../ui/overlays/toasts.tsx';
import { dismissCards } from './answer-blocked.ts';
import { AskCardItem } from './ask-card.tsx';
import { ASK_LIST_ID, focusAsks, focusFirstCard, useUnfolded } from './ask-focus.ts';
import { whyOf, wishOf } from './ask-labels.ts';

const TICK_MS = 500;
const CARD_PX = 36;
const CARDS_IN_SIGHT = 4;

/**
 * The blocked requests of an agent that wait for a person, below whatever tab is shown, so that it moves nothing. One
 * line until a person opens it.
 */
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
          ref={keepClearOfToasts}
          aria-label="Blocked requests"
          className="shrink-0 border-line-strong border-t bg-surface"
          {...focus}
        >
          <Cards agentId={agentId} cards={cards} leftOut={asks?.leftOut ?? 0} />
        </section>
      )}
    </>
  );
}

function Cards(props: { agentId: string; cards: readonly AskCard[]; leftOut: number }) {
  const { agentId, leftOut } = props;
  const cards = waitingFirst(props.cards);
  const unfolded = useUnfolded((state) => state.unfolded);
  const { rows, isHeld, holding } = useSteadyRows(cards, ({ id }) => id);
  // A second card puts no other buttons under the pointer: the summary comes above the first card.
  const single = useRef(true);
  if (!isHeld) single.current = cards.length === 1;
  useEffect(() => () => useUnfolded.setState({ unfolded: false }), []);
  const isMany = cards.length > 1 || !single.current;
  const isOpen = unfolded && isMany;
  // The list is as high as its cards, but keeps its height under the pointer, because it grows upwards.
  const inSight = useRef(0);
  if (!isHeld || !isOpen) inSight.current = Math.min(rows.length, CARDS_IN_SIGHT);
  return (
    <div {...holding}>
      {isMany && <Summary agentId={agentId} cards={cards} leftOut={leftOut} unfolded={isOpen} />}
      {isOpen && (
        <div className="border-t">
          <CardList rows={rows} heightPx={inSight.current * CARD_PX} />
        </div>
      )}
      {!isOpen && single.current && <CardList rows={rows.slice(0, 1)} />}
    </div>
  );
}

/** What a program waits for comes first, then the newest. */
function waitingFirst(cards: readonly AskCard[]): AskCard[] {
  return [...cards].sort((one, other) => Number(other.held !== undefined) - Number(one.held !== undefined));
}

function CardList(props: { rows: readonly SteadyRow<AskCard>[]; heightPx?: number }) {
  const now = useNow(TICK_MS);
  return (
    <ul
      id={ASK_LIST_ID}
      aria-label="Blocked requests"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-auto"
      style={{ height: props.heightPx }}
    >
      {props.rows.map(({ key, row, isGone }) =>
        isGone ? (
          <li key={key} aria-hidden className="h-9" />
        ) : (
          <AskCardItem key={key} card={row} now={now} />
        ),
      )}
    </ul>
  );
}

/** Several cards in one line. */
function Summary(props: { agentId: string; cards: readonly AskCard[]; leftOut: number; unfolded: boolean }) {
  const { agentId, cards, leftOut, unfolded } = props;
  const hosts = cards.map((card) => printable(entryOf(card)));
  const dismissAll = () =>
    void dismissCards(
      agentId,
      cards.map(({ id }) => id),
    );
  return (
    <div className="figures flex h-9 items-center gap-2 pr-3 pl-4 text-sm">
      <IconLock aria-hidden size={16} stroke={1.75} className="shrink-0 text-paused" />
      <span className="shrink-0">
        {cards.length === 1 ? '1 host was blocked' : `${cards.length} hosts were blocked`}
        {leftOut > 0 && `, and ${formatNumber(leftOut)} more`}
      </span>
      <span className="min-w-0 flex-1 truncate font-mono text-muted" title={hosts.join('\n')}>
        {hosts.join(', ')}
      </span>
      <Button
        size="sm"
        aria-expanded={unfolded}
        title={keysOf(shortcuts.answerAsks)}
        aria-keyshortcuts={ariaKeysOf(shortcuts.answerAsks)}
        onClick={() => (unfolded ? useUnfolded.setState({ unfolded: false }) : focusAsks())}
      >
        {unfolded ? 'Fold' : 'Answer'}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => showTab('network')}>
        All of them
      </Button>
      <Button size="sm" variant="ghost" onClick={dismissAll}>
        Dismiss all
      </Button>
    </div>
  );
}
