import { Fragment, useMemo } from 'react';
import { formatNumber } from '../../format/number.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { cx } from '../../ui/cx.ts';
import { visibleLines } from '../visible-lines.ts';
import { partAt } from './folds.ts';
import type { RowProps } from './row-props.ts';

/** More marks in one text would be laid out with every frame. */
const MAXIMUM_MARKS = 500;

/** What an agent wrote, as text, with what was searched marked. */
export function HostileText({ text, pattern }: { text: string; pattern: RegExp | undefined }) {
  const shown = useMemo(() => visibleLines(text), [text]);
  const pieces = useMemo(() => (pattern ? markedPieces(shown, pattern) : []), [shown, pattern]);
  if (pieces.length === 0) return shown;
  return pieces.map(({ text: piece, isMatch }, index) =>
    isMatch ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no identity but their place
      <mark key={index} className="rounded-sm bg-paused-soft text-paused">
        {piece}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={index}>{piece}</Fragment>
    ),
  );
}

function markedPieces(text: string, pattern: RegExp): { text: string; isMatch: boolean }[] {
  const pieces: { text: string; isMatch: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (pieces.length >= 2 * MAXIMUM_MARKS) break;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), isMatch: false });
    pieces.push({ text: match[0], isMatch: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMatch: false });
  return pieces;
}

/** The beginning of a text, and a button for more of it. */
export function LongText(
  props: Pick<RowProps, 'fold' | 'onFold' | 'pattern'> & { text: string; className?: string },
) {
  const { shown, rest, isLastStep } = partAt(props.text, props.fold.steps);
  return (
    <div className={cx('min-w-0', props.className)}>
      <div className="whitespace-pre-wrap [overflow-wrap:anywhere]">
        <HostileText text={shown} pattern={props.pattern} />
      </div>
      {rest > 0 && (
        <MoreButton
          fold={props.fold}
          onFold={props.onFold}
          rest={`${formatNumber(rest)} more characters`}
          isLastStep={isLastStep}
        />
      )}
    </div>
  );
}

export function MoreButton(props: Pick<RowProps, 'fold' | 'onFold'> & { rest: string; isLastStep: boolean }) {
  return (
    <Button
      size="sm"
      variant="ghost"
      className="mt-1 font-sans"
      onClick={() => props.onFold({ ...props.fold, steps: props.fold.steps + 1 })}
    >
      {props.isLastStep ? 'Show all' : 'Show more'}{' '}
      <span className="figures font-normal">({props.rest})</span>
    </Button>
  );
}
