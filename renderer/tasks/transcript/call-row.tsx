import { useMemo } from 'react';
import { formatNumber } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { type Icon, IconCheck, IconClockPause, IconLoader2, IconX } from '../../ui/icons.ts';
import { callDuration, editedPaths, shortInput, todoWords } from './call-words.ts';
import { EditDiff } from './edit-diff.tsx';
import { editCounts } from './edit-hunks.ts';
import { FoldLine } from './fold-line.tsx';
import { HostileText, LongText } from './hostile-text.tsx';
import type { RowProps } from './row-props.ts';
import { type CallResult, type RowContent, showsInput } from './rows.ts';
import { TodoItems } from './todos.tsx';

type Call = Extract<RowContent, { kind: 'call' }>;

interface Look {
  word: string;
  icon: Icon;
  className: string;
}

function lookOf(result: CallResult | undefined, isLive: boolean): Look {
  if (result) {
    return result.failed
      ? { word: 'Failed', icon: IconX, className: 'text-failed' }
      : { word: 'Done', icon: IconCheck, className: 'text-running' };
  }
  return isLive
    ? { word: 'Running', icon: IconLoader2, className: 'animate-spin text-accent' }
    : { word: 'No result', icon: IconClockPause, className: 'text-subtle' };
}

/** A call of a tool: a line, which opens to what the tool was given and what came back. */
export function CallRow({ call, ...props }: RowProps & { call: Call }) {
  const { row, fold, pattern } = props;
  const look = lookOf(call.result, props.isLive);
  const about = useMemo(() => (call.todos ? todoWords(call.todos) : shortInput(call)), [call]);
  const counts = useMemo(() => call.edits.map(({ diff }) => editCounts(diff ?? '')), [call]);
  const duration = callDuration(row.at, call.result?.at);
  const isOpen = fold.isOpen ?? (call.edits.length > 0 || (call.todos !== undefined && props.isNewest));
  const Glyph = look.icon;
  const sum = (kind: 'added' | 'removed') => counts.reduce((total, count) => total + count[kind], 0);
  return (
    <FoldLine
      isOpen={isOpen}
      onToggle={() => props.onFold({ ...fold, isOpen: !isOpen })}
      line={
        <>
          <Glyph aria-hidden size={14} stroke={2} className={cx('shrink-0', look.className)} />
          <span className="max-w-60 shrink-0 truncate font-medium">
            <HostileText text={call.tool} pattern={pattern} />
          </span>
          <span className="min-w-0 truncate font-mono text-muted text-sm">
            <HostileText text={about} pattern={pattern} />
          </span>
          <span className="figures ml-auto flex shrink-0 items-center gap-2 pl-2 text-sm">
            {call.edits.length > 0 && (
              <>
                <span className="text-running">+{formatNumber(sum('added'))}</span>
                <span className="text-failed">−{formatNumber(sum('removed'))}</span>
              </>
            )}
            {duration && <span className="text-subtle">{duration}</span>}
            <span
              className={
                call.result && !call.result.failed ? 'sr-only' : look.className.replace('animate-spin ', '')
              }
            >
              {look.word}
            </span>
          </span>
        </>
      }
    >
      <div className="flex min-w-0 flex-col gap-2">
        {call.edits.map((edit, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the edits of a call never move
          <EditDiff key={index} edit={edit} hasHead={editedPaths(call.edits).length > 1} {...props} />
        ))}
        {call.todos && <TodoItems {...props} items={call.todos} />}
        {showsInput(call) && <Input {...props} input={call.input} />}
        {call.result && <Returned {...props} call={call} result={call.result} />}
      </div>
    </FoldLine>
  );
}

function Input({ input, ...props }: Pick<RowProps, 'fold' | 'onFold' | 'pattern'> & { input: string }) {
  if (input === '') return null;
  return (
    <section aria-label="Input" className="min-w-0">
      <div className="text-subtle text-xs">Input</div>
      <LongText {...props} text={input} className="font-mono text-sm" />
    </section>
  );
}

/** As long as what a tool says of a change that is shown anyway. */
const REMARK_CHARACTERS = 200;

function Returned({ call, ...props }: RowProps & { call: Call; result: CallResult }) {
  const { output, failed } = props.result;
  const isRemark =
    !showsInput(call) && !failed && output.length <= REMARK_CHARACTERS && !output.includes('\n');
  if (!isRemark) return <Output {...props} />;
  return output === '' ? null : (
    <p className="text-sm text-subtle [overflow-wrap:anywhere]">
      <HostileText text={output} pattern={props.pattern} />
    </p>
  );
}

/** What came back of a call. */
export function Output({
  result,
  ...props
}: Pick<RowProps, 'fold' | 'onFold' | 'pattern'> & { result: CallResult }) {
  return (
    <section aria-label="Output" className="min-w-0">
      <div className={cx('text-xs', result.failed ? 'text-failed' : 'text-subtle')}>
        {result.failed ? 'Output of the failure' : 'Output'}
      </div>
      {result.output === '' ? (
        <p className="text-sm text-subtle">Nothing came back.</p>
      ) : (
        <LongText
          {...props}
          text={result.output}
          className="rounded-md border bg-surface px-3 py-2 font-mono text-sm"
        />
      )}
    </section>
  );
}
