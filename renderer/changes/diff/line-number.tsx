import { cx } from '../../ui/cx.ts';
import type { Side } from './diff-rows.ts';
import type { LineComments, LineTarget } from './line-comments.ts';

const CLASS = 'figures w-[6ch] shrink-0 select-none pr-[1ch] text-right';

/** The number of a line; a button where a person can comment on the line. */
export function LineNumber({
  side,
  target,
  comments,
}: {
  side: Side | undefined;
  /** The line that the number's row comments on, if it is this one. */
  target: LineTarget | undefined;
  comments: LineComments | undefined;
}) {
  if (!comments || !target || !side)
    return (
      <span aria-hidden className={cx(CLASS, 'text-subtle')}>
        {side?.number}
      </span>
    );
  const isCommented = comments.isCommented(target);
  const line = `${target.side === 'old' ? 'removed line' : 'line'} ${target.line}`;
  const name = `${isCommented ? 'Edit the comment' : 'Comment'} on ${line}`;
  return (
    <button
      type="button"
      // The keys of the diff reach every line; a stop at each would be too many.
      tabIndex={-1}
      aria-label={name}
      title={`${name} (c)`}
      onClick={() => comments.onComment(target)}
      className={cx(
        CLASS,
        'cursor-pointer hover:bg-hover hover:text-fg',
        isCommented ? 'bg-selected font-semibold text-accent' : 'text-subtle',
      )}
    >
      {side.number}
    </button>
  );
}
