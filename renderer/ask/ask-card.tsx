import { useId, useState } from 'react';
import type { AskCard } from '../../electron/contract/asks.ts';
import { entryOf } from '../../electron/contract/blocked-target.ts';
import { printable } from '../../electron/lib/printable.ts';
import { reasonLabel } from '../egress/decision-labels.ts';
import { formatNumber } from '../format/number.ts';
import { formatAgo } from '../format/time.ts';
import { openDialog } from '../store/actions.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconBellOff, IconHistory, IconLock, IconX } from '../ui/icons.ts';
import { type Answer, answerBlocked, dismissCards, setMuted } from './answer-blocked.ts';
import { requestLabel } from './ask-labels.ts';

/** One blocked host in one line: what wanted to go there and why it could not, and what a person may say to it. */
export function AskCardItem({ card, now }: { card: AskCard; now: number }) {
  const { agentId, id, held } = card;
  const [chosen, setChosen] = useState<Answer>();
  const isOver = chosen !== undefined;
  const titleId = useId();
  const answer = (which: Answer) => {
    setChosen(which);
    void answerBlocked(agentId, card, which, held && id).finally(() => setChosen(undefined));
  };
  const entry = printable(entryOf(card));
  const button = (which: Answer, label: string, title: string) => (
    <Button size="sm" title={title} busy={chosen === which} disabled={isOver} onClick={() => answer(which)}>
      {label}
    </Button>
  );
  return (
    <li aria-labelledby={titleId} className="flex h-9 items-center gap-2 border-b pr-3 pl-4 last:border-b-0">
      <IconLock aria-hidden size={16} stroke={1.75} className="shrink-0 text-paused" />
      <div className="flex min-w-0 flex-1 items-baseline gap-2">
        <div id={titleId} className="flex min-w-0 shrink-0 items-baseline gap-1.5">
          <span className="max-w-32 shrink-0 truncate">
            {card.program === undefined ? 'Blocked:' : `${printable(card.program)} →`}
          </span>
          <span className="max-w-72 truncate font-medium font-mono text-sm" title={entry} data-selectable>
            {entry}
          </span>
          {held && <Countdown held={held} now={now} />}
        </div>
        <Facts card={card} now={now} />
      </div>
      <div className="flex items-center gap-1.5">
        {button('once', 'Allow once', held ? 'Let the waiting request through' : 'Allow it for 10 minutes')}
        {button('agent', 'For this agent', `Add ${entry} to this agent’s allowlist`)}
        <Button
          size="sm"
          title={`Add ${entry} to a set that agents share`}
          disabled={isOver}
          onClick={() =>
            openDialog({ kind: 'add-to-set', agentId, blocked: { host: card.host, port: card.port } })
          }
        >
          Always…
        </Button>
        {button('never', 'Never', `Deny ${entry} to this agent, whatever else allows it`)}
        <IconButton
          size="sm"
          icon={IconBellOff}
          label="Mute"
          disabled={isOver}
          onClick={() => void setMuted(agentId, card, true)}
        />
        <IconButton
          size="sm"
          icon={IconX}
          label="Dismiss"
          disabled={isOver}
          onClick={() => void dismissCards(agentId, [id])}
        />
      </div>
    </li>
  );
}

/** The newest request, why it was blocked, how often and when. */
function Facts({ card, now }: { card: AskCard; now: number }) {
  const { requests, reason, count, lastTime } = card;
  const [newest] = requests;
  const all = requests.map(requestLabel).join('\n');
  const facts = [
    reasonLabel(reason),
    ...(count > 1 ? [`${formatNumber(count)}×`] : []),
    formatAgo(lastTime, now),
  ];
  return (
    <div className="figures min-w-0 truncate text-muted text-sm" title={all}>
      {newest && <span className="font-mono text-xs">{requestLabel(newest)}</span>}
      {newest && ' · '}
      {facts.join(' · ')}
    </div>
  );
}

function Countdown({ held, now }: { held: NonNullable<AskCard['held']>; now: number }) {
  const seconds = Math.max(0, Math.ceil((held.until - now) / 1_000));
  const who = held.count === 1 ? 'Waits' : `${held.count} wait`;
  return (
    <Badge tone="warning" icon={IconHistory} className="self-center">
      {who} {seconds} s more
    </Badge>
  );
}
