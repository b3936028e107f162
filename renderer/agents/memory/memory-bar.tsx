import { useSamples } from '../../stats/samples.ts';
import { cx } from '../../ui/cx.ts';
import { memoryLevel } from './memory-level.ts';

const levelFill = { ok: 'bg-accent', high: 'bg-paused', full: 'bg-failed' };

/** A bar of memory use against the limit; empty without a reading. Hidden from screen readers. */
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
