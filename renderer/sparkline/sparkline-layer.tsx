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

/** Holds a sparkline's place in a row. The layer above draws into it. */
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
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0" />;
}

function drawAll(canvas: HTMLCanvasElement, container: HTMLElement): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const origin = container.getBoundingClientRect();
  const scale = window.devicePixelRatio;
  const width = Math.round(origin.width * scale);
  const height = Math.round(origin.height * scale);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${origin.width}px`;
    canvas.style.height = `${origin.height}px`;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, origin.width, origin.height);
  const { recent } = useSamples.getState();
  const line = getComputedStyle(container).getPropertyValue('--accent');
  for (const slot of container.querySelectorAll<HTMLElement>('[data-sparkline]')) {
    const metric = slot.dataset.sparkline as SparklineMetric;
    const samples = recent[slot.dataset.agent ?? ''];
    if (!samples) continue;
    const values = samples.map(valueOfSample[metric]);
    const rect = slot.getBoundingClientRect();
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
