import { Progress as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../cx.ts';

/** A bar for long work. Without `value` it shows only that work is in progress. `detail` holds bytes or steps. */
export function Progress(props: {
  label: string;
  /** From 0 to 1. */
  value?: number | undefined;
  detail?: ReactNode;
  className?: string | undefined;
}) {
  const fraction = props.value === undefined ? undefined : Math.min(1, Math.max(0, props.value));
  return (
    <div className={cx('flex flex-col gap-1', props.className)}>
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <span className="truncate text-muted">{props.label}</span>
        {props.detail && <span className="figures shrink-0 text-subtle">{props.detail}</span>}
      </div>
      <Radix.Root
        aria-label={props.label}
        value={fraction === undefined ? null : Math.round(fraction * 100)}
        className="h-1 overflow-hidden rounded-full bg-line-strong"
      >
        <Radix.Indicator
          className={cx(
            'block h-full rounded-full bg-accent',
            fraction === undefined && 'w-1/3 animate-slide',
          )}
          style={fraction === undefined ? undefined : { width: `${fraction * 100}%` }}
        />
      </Radix.Root>
    </div>
  );
}
