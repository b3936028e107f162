import { useMemo, useState } from 'react';
import type { Decision } from '../../electron/contract/egress.ts';
import { formatDuration } from '../../electron/lib/format-duration.ts';
import { formatNumber } from '../format/number.ts';
import { formatBytes } from '../format/quantity.ts';
import { useNow } from '../format/use-now.ts';
import { cx } from '../ui/cx.ts';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { BUCKETS, type Bucket, type Traffic, trafficOf } from './traffic.ts';

const TICK_MS = 5_000;
const HEIGHT = 100;

const measures = [
  { value: 'requests', label: 'By requests' },
  { value: 'bytes', label: 'By bytes' },
] as const;

/** Shows requests or bytes over time: allowed ones, and blocked ones on top. */
export function TrafficGraph({ rows, version }: { rows: readonly Decision[]; version: number }) {
  const [measure, setMeasure] = useState<'requests' | 'bytes'>('requests');
  const now = useNow(TICK_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change in place; the version tells
  const traffic = useMemo(() => trafficOf(rows, now), [rows, version, now]);
  const { total, spanMs } = traffic;
  return (
    <figure aria-label="Traffic" className="flex h-14 shrink-0 items-stretch gap-4 border-b px-4 py-2">
      <figcaption className="figures flex w-52 shrink-0 flex-col justify-between text-sm">
        <span className="flex gap-3">
          <Key className="bg-running" label={`${formatNumber(total.allowed)} allowed`} />
          <Key className="bg-failed" label={`${formatNumber(total.blocked)} blocked`} />
        </span>
        <span className="text-muted">
          {formatBytes(total.bytes)} in {formatDuration(spanMs)}
        </span>
      </figcaption>
      <Bars traffic={traffic} measure={measure} />
      <SegmentedControl
        label="Graph"
        labelHidden
        options={measures}
        value={measure}
        onValueChange={setMeasure}
        className="self-center"
      />
    </figure>
  );
}

function Key({ className, label }: { className: string; label: string }) {
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden className={cx('size-2 rounded-xs', className)} />
      {label}
    </span>
  );
}

function Bars({ traffic, measure }: { traffic: Traffic; measure: 'requests' | 'bytes' }) {
  const heightOf = ({ allowed, blocked, bytes }: Bucket) => (measure === 'bytes' ? bytes : allowed + blocked);
  const maximum = Math.max(1, ...traffic.buckets.map(heightOf));
  const stepMs = traffic.spanMs / BUCKETS;
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${BUCKETS} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-full min-w-0 flex-1 border-b border-line"
    >
      {traffic.buckets.map((bucket, index) => {
        const blocked = measure === 'bytes' ? 0 : (bucket.blocked / maximum) * HEIGHT;
        const allowed = (heightOf(bucket) / maximum) * HEIGHT - blocked;
        const age = formatDuration((BUCKETS - index) * stepMs);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
          <g key={index} transform={`translate(${index} 0)`}>
            <title>{`${age} ago: ${bucket.allowed} allowed, ${bucket.blocked} blocked, ${formatBytes(bucket.bytes)}`}</title>
            <rect width="1" height={HEIGHT} fill="transparent" />
            <rect x="0.1" width="0.8" y={HEIGHT - allowed} height={allowed} className="fill-running" />
            <rect
              x="0.1"
              width="0.8"
              y={HEIGHT - allowed - blocked}
              height={blocked}
              className="fill-failed"
            />
          </g>
        );
      })}
    </svg>
  );
}
