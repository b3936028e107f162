import { memo, useMemo, useState } from 'react';
import type { Quantity } from '../../electron/contract/sizes.ts';
import type { Sample } from '../../electron/contract/stats.ts';
import { formatTime } from '../format/time.ts';
import { cx } from '../ui/cx.ts';
import type { FigureSpec } from './figures.ts';
import { Graph } from './graph.tsx';
import { toGraphData } from './graph-data.ts';

export interface FigureRowProps {
  figure: FigureSpec;
  samples: readonly Sample[];
  /** The reading that is current; undefined when the agent has none now. */
  current: Sample | undefined;
  /** The text shown without a current reading. */
  instead: string;
  range: { start: number; end: number };
  showsTime: boolean;
}

/** One graph with its value now, or the value under the crosshair. */
export const FigureRow = memo(function FigureRow(props: FigureRowProps) {
  const { figure, samples, current, instead, range, showsTime } = props;
  const data = useMemo(() => toGraphData(samples, figure.lines), [samples, figure]);
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const onCrosshair = (index: number | null) => {
    // All graphs share the crosshair, which may be at a gap of this one.
    const isReading = index !== null && data[1]?.[index] !== null;
    setPointedAt(isReading ? (data[0][index] ?? null) : null);
  };
  const pointed = pointedAt === null ? undefined : samples.find(({ at }) => at === pointedAt);
  const shown = pointed ?? current;
  return (
    <figure
      aria-label={figure.name}
      // The last graph has the time axis below it.
      className={cx(
        'flex min-w-0 border-b last:border-b-0',
        showsTime ? 'min-h-32 flex-[1.15]' : 'min-h-28 flex-1',
      )}
    >
      <figcaption className="figures flex w-52 shrink-0 flex-col py-3 pr-3 pl-4">
        <span className="flex justify-between text-muted text-sm">
          {figure.name}
          {pointed && <time className="text-subtle">{formatTime(pointed.at, true)}</time>}
        </span>
        {shown ? <Reading figure={figure} sample={shown} /> : <span className="text-muted">{instead}</span>}
      </figcaption>
      <div className="relative min-w-0 flex-1">
        <div className="absolute inset-0">
          <Graph figure={figure} data={data} range={range} showsTime={showsTime} onCrosshair={onCrosshair} />
        </div>
      </div>
    </figure>
  );
});

function Reading({ figure, sample }: { figure: FigureSpec; sample: Sample }) {
  const [first] = figure.lines;
  if (figure.lines.length === 1 && first) {
    return (
      <>
        <Value quantity={figure.format(first.valueOf(sample))} className="text-xl" />
        <Remarks lines={figure.remarks(sample)} />
      </>
    );
  }
  return (
    <>
      {figure.lines.map((line, index) => (
        <span key={line.label} className="flex items-baseline gap-2">
          <span
            aria-hidden
            className={cx('h-0.5 w-2.5 self-center rounded-full', index === 0 ? 'bg-accent' : 'bg-muted')}
          />
          <Value quantity={figure.format(line.valueOf(sample))} className="text-lg" />
          <span className="text-muted text-sm">{line.label.toLowerCase()}</span>
        </span>
      ))}
      <Remarks lines={figure.remarks(sample)} />
    </>
  );
}

function Value({ quantity, className }: { quantity: Quantity; className: string }) {
  return (
    <span className={cx('font-medium', className)}>
      {quantity.value} <span className="font-normal text-muted text-sm">{quantity.unit}</span>
    </span>
  );
}

function Remarks({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => (
    <span key={line} className="text-muted text-sm">
      {line}
    </span>
  ));
}
