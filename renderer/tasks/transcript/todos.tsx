import { formatNumber } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { IconCircle, IconCircleCheck, IconListCheck, IconPlayerPlay } from '../../ui/icons.ts';
import { todoWords } from './call-words.ts';
import { FoldLine } from './fold-line.tsx';
import { LongText } from './hostile-text.tsx';
import type { RowProps } from './row-props.ts';
import type { Todo } from './rows.ts';

/** As many to-dos as are laid out at once. */
const MAXIMUM_TODOS = 100;

const LOOKS = {
  open: { word: 'Open', icon: IconCircle, className: 'text-subtle' },
  doing: { word: 'Doing', icon: IconPlayerPlay, className: 'text-accent' },
  done: { word: 'Done', icon: IconCircleCheck, className: 'text-running' },
} as const;

/** A list of to-dos, of which the newest one is open. */
export function Todos({ items, ...props }: RowProps & { items: readonly Todo[] }) {
  const { fold } = props;
  const isOpen = fold.isOpen ?? props.isNewest;
  return (
    <FoldLine
      isOpen={isOpen}
      onToggle={() => props.onFold({ ...fold, isOpen: !isOpen })}
      line={
        <>
          <IconListCheck aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
          <span className="shrink-0 font-medium">To-dos</span>
          <span className="figures text-muted text-sm">{todoWords(items)}</span>
        </>
      }
    >
      <TodoItems {...props} items={items} />
    </FoldLine>
  );
}

export function TodoItems({
  items,
  ...props
}: Pick<RowProps, 'fold' | 'onFold' | 'pattern'> & { items: readonly Todo[] }) {
  return (
    <>
      <ul aria-label="To-dos" className="flex flex-col gap-0.5">
        {items.slice(0, MAXIMUM_TODOS).map(({ text, state }, index) => {
          const { word, icon: Glyph, className } = LOOKS[state];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the to-dos of a list never move
            <li key={index} className="flex min-w-0 gap-2">
              <Glyph aria-hidden size={14} stroke={1.75} className={cx('mt-[3px] shrink-0', className)} />
              <span className="sr-only">{word}: </span>
              <LongText {...props} text={text} className={cx(state === 'done' && 'text-muted')} />
            </li>
          );
        })}
      </ul>
      {items.length > MAXIMUM_TODOS && (
        <p className="text-sm text-subtle">and {formatNumber(items.length - MAXIMUM_TODOS)} more</p>
      )}
    </>
  );
}
