import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatTime } from '../format/time.ts';
import type { FigureSpec } from './figures.ts';
import type { GraphData } from './graph-data.ts';
import { scaleTop } from './graph-data.ts';

/** Width of the axis with the values, the same for all graphs, so that they share their time axis. */
const AXIS_WIDTH = 72;
const TIME_AXIS_HEIGHT = 24;
/** Colours of the first and the second line. */
const LINE_COLOURS = ['--accent', '--muted'] as const;
/** Half of the widest time label, "02:05:30 PM". */
const EDGE_PX = 36;
const SYNC_KEY = 'overview';

export interface PlotOptions {
  figure: FigureSpec;
  /** Whether this graph shows the time axis, for all graphs above it too. */
  showsTime: boolean;
  size: { width: number; height: number };
  /** The index of the sample under the crosshair, in any of the graphs; null when there is none. */
  onCrosshair(index: number | null): void;
}

/** One graph. It reads the theme's colours at each drawing, so that a redraw follows a change of theme. */
export class Plot {
  readonly #plot: uPlot;
  readonly #figure: { current: FigureSpec };

  constructor(target: HTMLElement, options: PlotOptions) {
    const figure = { current: options.figure };
    this.#figure = figure;
    const colour = (token: string) => getComputedStyle(target).getPropertyValue(token).trim();
    const font = `11px ${getComputedStyle(target).fontFamily}`;
    this.#plot = new uPlot(
      {
        ...options.size,
        ms: 1,
        // Room for half of the topmost and the lowest label.
        padding: [8, 0, options.showsTime ? 0 : 8, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: false, y: false, setScale: false },
          points: { size: 6, width: 1 },
          // The crosshair ignores places further from a reading.
          hover: { prox: 16 },
          sync: { key: SYNC_KEY, setSeries: false },
        },
        scales: {
          x: { time: true, auto: false },
          y: { range: (self) => [0, scaleTop(self.data as GraphData, figure.current)] },
        },
        axes: [
          {
            size: options.showsTime ? TIME_AXIS_HEIGHT : 0,
            space: 88,
            stroke: () => colour('--muted'),
            grid: { stroke: () => colour('--line'), width: 1 },
            ticks: { show: false },
            font,
            values: (self, splits) =>
              splits.map((at) => (options.showsTime ? timeLabel(self, at, splits) : '')),
          },
          {
            side: 1,
            size: AXIS_WIDTH,
            gap: 8,
            stroke: () => colour('--muted'),
            grid: { stroke: () => colour('--line'), width: 1 },
            ticks: { show: false },
            font,
            splits: (_self, _axis, _min, max) => [0, max / 2, max],
            values: (_, splits) => splits.map((value) => axisLabel(figure.current, value)),
          },
        ],
        series: [
          {},
          ...figure.current.lines.map((_, index) => ({
            stroke: () => colour(LINE_COLOURS[index] ?? '--muted'),
            width: 1.5,
            ...(index === 0 ? { fill: () => translucent(colour(LINE_COLOURS[0])) } : {}),
            // A single reading between two gaps is drawn as a point, because it makes no line.
            points: { size: 3, filter: (self: uPlot, index: number) => lonely(self.data[index] ?? []) },
          })),
        ],
        hooks: {
          draw: [(self) => drawLimit(self, figure.current, colour('--subtle'), font)],
          setCursor: [(self) => options.onCrosshair(self.cursor.idxs?.[1] ?? null)],
        },
      },
      [[], ...figure.current.lines.map(() => [])],
      target,
    );
  }

  /** Draws the samples on a time axis that ends at `end`, both in ms since the epoch. */
  draw(data: GraphData, figure: FigureSpec, range: { start: number; end: number }): void {
    this.#figure.current = figure;
    this.#plot.batch(() => {
      this.#plot.setData(data, false);
      this.#plot.setScale('x', { min: range.start, max: range.end });
    });
  }

  redraw(): void {
    this.#plot.redraw(false, true);
  }

  resize(size: { width: number; height: number }): void {
    if (size.width !== this.#plot.width || size.height !== this.#plot.height) this.#plot.setSize(size);
  }

  destroy(): void {
    this.#plot.destroy();
  }
}

function axisLabel(figure: FigureSpec, value: number): string {
  const { value: digits, unit } = figure.format(value);
  return figure.name === 'Processes' ? digits : `${digits} ${unit}`;
}

function lonely(row: ArrayLike<number | null | undefined>): number[] {
  return Array.from({ length: row.length }, (_, index) => index).filter(
    (index) => row[index] != null && row[index - 1] == null && row[index + 1] == null,
  );
}

/** The time of a tick, with seconds where ticks are less than a minute apart; none at the edge, where it would be cut off. */
function timeLabel(self: uPlot, at: number, [first = 0, second = 0]: readonly number[]): string {
  if (self.valToPos(at, 'x') < EDGE_PX) return '';
  return formatTime(at, second - first < 60_000);
}

/** A tenth of a colour given as `oklch(…)`, for the area below a line. */
function translucent(colour: string): string {
  return colour.replace(/\)$/, ' / 0.1)');
}

function drawLimit(self: uPlot, figure: FigureSpec, colour: string, font: string): void {
  const { limit } = figure;
  if (!limit) return;
  const { ctx, bbox } = self;
  const ratio = devicePixelRatio;
  const y = Math.round(self.valToPos(limit.value, 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = font.replace('11px', `${11 * ratio}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(limit.label, bbox.left + 4 * ratio, y + 3 * ratio);
  ctx.restore();
}
