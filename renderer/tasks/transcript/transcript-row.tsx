import { memo } from 'react';
import { formatFixed, formatNumber } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { IconAlertTriangle, IconBrain } from '../../ui/icons.ts';
import { CallRow, Output } from './call-row.tsx';
import { FoldLine } from './fold-line.tsx';
import type { Fold } from './folds.ts';
import { HostileText, LongText } from './hostile-text.tsx';
import { Prose } from './prose.tsx';
import type { RowProps } from './row-props.ts';
import type { RowContent } from './rows.ts';
import { Todos } from './todos.tsx';

type Of<K extends RowContent['kind']> = Extract<RowContent, { kind: K }>;

const PREVIEW_CHARACTERS = 200;

/** One row of a transcript. It renders again only when it changed. */
export const TranscriptRow = memo(function TranscriptRow({
  onFoldRow,
  ...props
}: Omit<RowProps, 'onFold'> & { onFoldRow: (n: number, fold: Fold) => void }) {
  const { row, isCurrent } = props;
  return (
    <div
      data-current={isCurrent || undefined}
      style={{ paddingLeft: 16 + row.depth * 20 }}
      className={cx('border-l-2 pr-4', isCurrent ? 'border-accent' : 'border-transparent')}
    >
      <Content {...props} onFold={(fold) => onFoldRow(row.n, fold)} />
    </div>
  );
});

function Content(props: RowProps) {
  const { content } = props.row;
  switch (content.kind) {
    case 'message':
      return <Message {...props} message={content} />;
    case 'thinking':
      return <Thinking {...props} text={content.text} />;
    case 'call':
      return <CallRow {...props} call={content} />;
    case 'result':
      return <Output {...props} result={content.result} />;
    case 'todos':
      return <Todos {...props} items={content.items} />;
    case 'error':
      return (
        <div className="my-1 flex gap-2 rounded-md bg-failed-soft px-3 py-2">
          <IconAlertTriangle aria-hidden size={14} stroke={2} className="mt-[3px] shrink-0 text-failed" />
          <span className="sr-only">Error: </span>
          <LongText {...props} text={content.text} />
        </div>
      );
    case 'usage':
      return (
        <p className="figures py-1 text-sm text-subtle">
          {usageWords(content)}
          {content.models.length > 0 && (
            <>
              {' · '}
              <HostileText
                text={content.models.map((model) => model.slice(0, PREVIEW_CHARACTERS)).join(', ')}
                pattern={props.pattern}
              />
            </>
          )}
        </p>
      );
    case 'session':
      return <Session {...props} session={content} />;
    case 'text':
      return <LongText {...props} text={content.text} className="min-h-5 font-mono text-sm leading-5" />;
  }
}

function Message({ message, ...props }: RowProps & { message: Of<'message'> }) {
  if (message.from === 'agent') {
    return (
      <div className="py-1.5">
        <Prose {...props} text={message.text} />
      </div>
    );
  }
  return (
    <div className="my-1.5 max-w-[92ch] rounded-md border bg-surface px-3 py-2">
      <div className="pb-0.5 text-subtle text-xs">Prompt</div>
      <Prose {...props} text={message.text} />
    </div>
  );
}

function Thinking({ text, ...props }: RowProps & { text: string }) {
  const { fold } = props;
  const isOpen = fold.isOpen === true;
  if (text === '') return <p className="py-1 text-subtle">Thinking that the provider does not show</p>;
  return (
    <FoldLine
      isOpen={isOpen}
      onToggle={() => props.onFold({ ...fold, isOpen: !isOpen })}
      line={
        <>
          <IconBrain aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
          <span className="shrink-0 text-muted">Thinking</span>
          {!isOpen && (
            <span className="min-w-0 truncate text-subtle">
              <HostileText text={text.trimStart().slice(0, PREVIEW_CHARACTERS)} pattern={props.pattern} />
            </span>
          )}
        </>
      }
    >
      <div className="text-muted">
        <Prose {...props} text={text} />
      </div>
    </FoldLine>
  );
}

function Session({ session, pattern }: RowProps & { session: Of<'session'> }) {
  return (
    <p className="py-1 text-sm text-subtle [overflow-wrap:anywhere]">
      Session{' '}
      <span className="font-mono">
        <HostileText text={session.id.slice(0, PREVIEW_CHARACTERS)} pattern={pattern} />
      </span>
      {session.model !== undefined && (
        <>
          {' · '}
          <HostileText text={session.model.slice(0, PREVIEW_CHARACTERS)} pattern={pattern} />
        </>
      )}
    </p>
  );
}

/** "1,204 tokens in, 310 out, 12,000 from the cache, 900 to the cache · $0.0123" */
function usageWords({ tokens, costUsd }: Of<'usage'>): string {
  const parts = [`${formatNumber(tokens.input)} tokens in`, `${formatNumber(tokens.output)} out`];
  if (tokens.cacheRead > 0) parts.push(`${formatNumber(tokens.cacheRead)} from the cache`);
  if (tokens.cacheWrite > 0) parts.push(`${formatNumber(tokens.cacheWrite)} to the cache`);
  return `${parts.join(', ')}${costUsd === undefined ? '' : ` · $${formatFixed(costUsd, 4)}`}`;
}
