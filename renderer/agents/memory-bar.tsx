import { useSamples } from '../stats/samples.ts';
import { cx } from '../ui/cx.ts';
import { memoryLevel } from './memory-level.ts';

const levelFill = { ok: 'bg-accent', high: 'bg-paused', full: 'bg-failed' };

/** Memory against its limit, as a bar as wide as its place; empty without a reading. Decoration for readers. */
export function MemoryBar(props: { agentId: string; limitBytes: number; className?: string }) {
  const usedBytes = useSamples((state) => state.latest[props.agentId]?.memoryBytes);
  const { fraction, level } = memoryLevel(usedBytes ?? 0, props.limitBytes);
  return (
    <span
      aria-hidden
      className={cx('h-1 shrink-0 overflow-hidden rounded-full bg-line-strong', props.className ?? 'w-7')}
    >
      <span className={cx('block h-full', levelFill[level])} style={{ width: `${fraction * 100}%` }} />
    </span>
  );
}
