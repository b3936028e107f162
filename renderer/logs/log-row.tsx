import { type CSSProperties, memo } from 'react';
import { ansiColors, readable, type ThemeName } from '../ansi/palette.ts';
import { type Span, type SpanStyle, spansOf } from '../ansi/spans.ts';
import { formatNumber } from '../format/number.ts';
import { formatDateTime } from '../format/time.ts';
import { cx } from '../ui/cx.ts';
import { foldedText, readJsonLine } from './json-line.ts';
import { type LogLevel, levelOf } from './log-level.ts';
import { shownPart } from './shown-part.ts';
import type { WindowLine } from './window-line.ts';

export const ROW_PX = 20;

const levelLook: Record<LogLevel, string> = {
  error: 'bg-failed-soft',
  warn: 'bg-paused-soft',
  info: '',
  debug: 'text-muted',
};

export interface LogRowProps {
  line: WindowLine;
  theme: ThemeName;
  timestamps: boolean;
  /** Whether a line of JSON is shown as its fields. */
  fields: boolean;
  topPx: number;
  onOpen: (line: WindowLine) => void;
}

/** One line of the log, in a row of fixed height. Lines never change, so a row renders once. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, theme, timestamps, topPx } = props;
  const level = line.source === 'note' ? undefined : levelOf(line.plain);
  const json = props.fields && line.source !== 'note' ? readJsonLine(line.plain) : undefined;
  const { shown, rest } = shownPart(json ? foldedText(json) : line.text);
  return (
    <div
      data-level={level}
      data-source={line.source}
      style={{ transform: `translateY(${topPx}px)`, height: ROW_PX }}
      className={cx(
        'absolute top-0 left-0 flex min-w-full items-center whitespace-pre pr-4',
        level && levelLook[level],
      )}
    >
      <SourceMark source={line.source} />
      {timestamps && <Timestamp at={line.at} />}
      {line.source === 'note' ? (
        <span className="font-sans text-muted text-sm italic">{line.text}</span>
      ) : (
        spansOf(shown).map((span, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line have no identity but their place
          <SpanText key={index} span={span} theme={theme} />
        ))
      )}
      {(rest > 0 || json) && (
        <button
          type="button"
          className="ml-2 shrink-0 rounded-sm px-1 text-accent text-xs hover:underline"
          onClick={() => props.onOpen(line)}
        >
          {rest > 0 ? `… ${formatNumber(rest)} more characters` : 'Fields'}
        </button>
      )}
    </div>
  );
});

/** Marks stderr by a word, because colour alone is not enough. */
function SourceMark({ source }: { source: WindowLine['source'] }) {
  return (
    <span
      title={source === 'stderr' ? 'Written to stderr' : undefined}
      className={cx(
        'mr-2 h-full w-9 shrink-0 border-r-2 pl-2 text-xs leading-5 select-none',
        source === 'stderr' ? 'border-failed text-failed' : 'border-transparent',
      )}
    >
      {source === 'stderr' && 'err'}
      {source === 'note' && <span className="text-muted">—</span>}
    </span>
  );
}

function Timestamp({ at }: { at: number | undefined }) {
  if (at === undefined) return <span className="w-24 shrink-0" />;
  const date = new Date(at);
  return (
    <time
      dateTime={date.toISOString()}
      title={formatDateTime(at)}
      className="figures mr-3 w-21 shrink-0 text-subtle"
    >
      {clockTime(date)}
    </time>
  );
}

/** "14:03:07.250" in the person's own time zone. */
function clockTime(date: Date): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}.${milliseconds}`;
}

function SpanText({ span, theme }: { span: Span; theme: ThemeName }) {
  return <span style={cssOf(span.style, theme)}>{span.text}</span>;
}

function cssOf({ color, bold, dim, italic, underline }: SpanStyle, theme: ThemeName): CSSProperties {
  const css: CSSProperties = {};
  if (color) css.color = color.kind === 'ansi' ? ansiColors[theme][color.index] : readable(color.rgb, theme);
  else if (dim) css.color = 'var(--subtle)';
  if (bold) css.fontWeight = 650;
  if (italic) css.fontStyle = 'italic';
  if (underline) css.textDecoration = 'underline';
  return css;
}
