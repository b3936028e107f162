import { useEffect, useState } from 'react';
import { printableLines } from '../../../electron/lib/printable.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconCopy } from '../../ui/icons.ts';
import { terminalOf } from '../consoles.ts';
import { acceptCopy, type CopyOffer, forgetCopy, useCopyOffer } from './copy-offers.ts';
import { countCharacters } from './copy-request.ts';

const PREVIEW_CHARACTERS = 400;
/** A text that replaces another one cannot be copied by a click that was meant for the other. */
const READ_FIRST_MS = 500;

/** Offers the text that a console's program wants to copy. */
export function CopyOfferBar({ consoleId }: { consoleId: number }) {
  const offer = useCopyOffer((state) => (state.offer?.consoleId === consoleId ? state.offer : null));
  return (
    <div role="status" className="absolute right-5 bottom-3 z-10 max-w-[min(36rem,80%)]">
      {offer && <Offer key={offer.id} offer={offer} />}
    </div>
  );
}

function Offer({ offer }: { offer: CopyOffer }) {
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRead(true), READ_FIRST_MS);
    return () => clearTimeout(timer);
  }, []);
  const answer = (act: () => void) => () => {
    act();
    terminalOf(offer.consoleId)?.focus();
  };
  const preview = printableLines(offer.text.slice(0, PREVIEW_CHARACTERS));
  return (
    <div className="flex animate-appear flex-col gap-2 rounded-md border border-line-strong bg-overlay p-2.5 shadow-float">
      <div className="flex items-center gap-3">
        <IconCopy aria-hidden size={16} stroke={1.75} className="shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          The agent wants to copy {countCharacters(offer.text)}
          {offer.target === 'selection' && ' for the middle mouse button'}
        </span>
        <Button size="sm" variant="ghost" onClick={answer(() => forgetCopy(offer.consoleId))}>
          Ignore
        </Button>
        <Button size="sm" disabled={!isRead} onClick={answer(() => acceptCopy(offer))}>
          Copy
        </Button>
      </div>
      <pre className="max-h-24 overflow-auto whitespace-pre-wrap break-all rounded-sm bg-canvas px-2 py-1 font-mono text-sm">
        {preview}
        {offer.text.length > PREVIEW_CHARACTERS && '\n…'}
      </pre>
    </div>
  );
}
