import { type RefObject, useEffect, useRef } from 'react';
import type { Sample } from '../../electron/contract/stats.ts';
import { SPARKLINE_CAPACITY, useSamples } from '../stats/samples.ts';
import { type Point, sparklineMax, sparklinePoints } from './points.ts';

export type SparklineMetric = 'cpu' | 'memory' | 'network';

/** A scale that idle noise does not fill: a quarter of a CPU, 16 MiB, 4 KiB/s. */
const floors: Record<SparklineMetric, number> = { cpu: 25, memory: 16 * 1024 * 1024, network: 4096 };

const valueOfSample: Record<SparklineMetric, (sample: Sample) => number> = {
  cpu: (sample) => sample.cpuPercent,
  memory: (sample) => sample.memoryBytes,
  network: (sample) => sample.rxBytesPerSecond + sample.txBytesPerSecond,
};

/** Reserves a sparkline's space in a row. The layer draws into it. */
export function SparklineSlot({ agentId, metric, className }: SparklineSlotProps) {
  return <span aria-hidden data-sparkline={metric} data-agent={agentId} className={className} />;
}
type SparklineSlotProps = { agentId: string; metric: SparklineMetric; className: string };

/**
 * One canvas over a whole list, which draws the sparkline of every slot inside `container` (measured: a canvas
 * for all costs a thirtieth of a chart component each). `layoutKey` changes when slots move.
 */
export function SparklineLayer(props: { container: RefObject<HTMLElement | null>; layoutKey: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { container, layoutKey } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout key means that slots moved
  useEffect(() => {
    const draw = () => {
      if (canvas.current && container.current && !document.hidden) drawAll(canvas.current, container.current);
    };
    const resizes = new ResizeObserver(draw);
    if (container.current) resizes.observe(container.current);
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const unsubscribe = useSamples.subscribe(draw);
    draw();
    return () => {
      resizes.disconnect();
      themes.disconnect();
      unsubscribe();
    };
  }, [container, layoutKey]);
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute" />;
}

/** Slots that are hidden where there is no room have no box. */
const isShown = ({ rect }: Slot) => rect.width > 0;

type Slot = { rect: DOMRect; metric: SparklineMetric; agentId: string };

function slotsIn(container: HTMLElement): Slot[] {
  return [...container.querySelectorAll<HTMLElement>('[data-sparkline]')]
    .map((slot) => ({
      rect: slot.getBoundingClientRect(),
      metric: slot.dataset.sparkline as SparklineMetric,
      agentId: slot.dataset.agent ?? '',
    }))
    .filter(isShown);
}

function drawAll(canvas: HTMLCanvasElement, container: HTMLElement): void {
  const slots = slotsIn(container);
  const context = fitCanvas(canvas, container, slots);
  if (!context) return;
  const origin = canvas.getBoundingClientRect();
  const { recent } = useSamples.getState();
  const line = getComputedStyle(container).getPropertyValue('--accent');
  for (const { rect, metric, agentId } of slots) {
    const values = recent[agentId]?.map(valueOfSample[metric]);
    if (!values) continue;
    const box = {
      x: rect.x - origin.x,
      y: rect.y - origin.y + 1,
      width: rect.width,
      height: rect.height - 2,
    };
    const points = sparklinePoints(values, SPARKLINE_CAPACITY, sparklineMax(values, floors[metric]), box);
    drawLine(context, points, box.y + box.height, line);
  }
}

/** Fits the canvas to its slots and clears it; a canvas over a whole long list would cost megabytes. */
function fitCanvas(
  canvas: HTMLCanvasElement,
  container: HTMLElement,
  slots: readonly Slot[],
): CanvasRenderingContext2D | null {
  const frame = container.getBoundingClientRect();
  const left = Math.min(...slots.map(({ rect }) => rect.left));
  const top = Math.min(...slots.map(({ rect }) => rect.top));
  const width = slots.length === 0 ? 0 : Math.ceil(Math.max(...slots.map(({ rect }) => rect.right)) - left);
  const height = slots.length === 0 ? 0 : Math.ceil(Math.max(...slots.map(({ rect }) => rect.bottom)) - top);
  const scale = window.devicePixelRatio;
  const pixels = { width: Math.round(width * scale), height: Math.round(height * scale) };
  if (canvas.width !== pixels.width || canvas.height !== pixels.height) Object.assign(canvas, pixels);
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  if (slots.length === 0) return null;
  Object.assign(canvas.style, { left: `${left - frame.left}px`, top: `${top - frame.top}px` });
  const context = canvas.getContext('2d');
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

function drawLine(
  context: CanvasRenderingContext2D,
  points: Point[],
  baseline: number,
  colour: string,
): void {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return;
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  context.lineJoin = 'round';
  context.stroke();
  context.lineTo(last.x, baseline);
  context.lineTo(first.x, baseline);
  context.fillStyle = colour;
  context.globalAlpha = 0.12;
  context.fill();
  context.globalAlpha = 1;
}
