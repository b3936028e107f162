import type { ReactNode } from 'react';
import { cx } from '../cx.ts';

export type StatusName = 'creating' | 'running' | 'paused' | 'stopped' | 'failed' | 'unreachable';

/** The word shown for each status, everywhere. */
export const statusLabel: Record<StatusName, string> = {
  creating: 'Creating',
  running: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  failed: 'Failed',
  unreachable: 'Unreachable',
};

const colour: Record<StatusName, string> = {
  creating: 'text-accent',
  running: 'text-running',
  paused: 'text-paused',
  stopped: 'text-stopped',
  failed: 'text-failed',
  unreachable: 'text-unreachable',
};

/** Each status has its own shape, so that no status is known by colour alone. Drawn in a 12 × 12 box. */
const shape: Record<StatusName, ReactNode> = {
  creating: <path d="M6 2a4 4 0 1 1-4 4" fill="none" stroke="currentColor" strokeWidth="2" />,
  running: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  paused: <path d="M3 2.5h2v7H3zM7 2.5h2v7H7z" fill="currentColor" />,
  stopped: <circle cx="6" cy="6" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  failed: <path d="M3 3l6 6M9 3l-6 6" fill="none" stroke="currentColor" strokeWidth="2" />,
  unreachable: <path d="M6 1.5 10.5 6 6 10.5 1.5 6z" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

/** The shape and colour of a status, hidden from screen readers; the word must be near it or in a tooltip. */
export function StatusDot({ status, className }: { status: StatusName; className?: string | undefined }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 12 12"
      width="12"
      height="12"
      className={cx('shrink-0', colour[status], status === 'creating' && 'animate-spin', className)}
    >
      {shape[status]}
    </svg>
  );
}

/** Shape and word together. */
export function StatusBadge({ status, className }: { status: StatusName; className?: string | undefined }) {
  return (
    <span className={cx('inline-flex items-center gap-1.5 align-middle text-sm', colour[status], className)}>
      <StatusDot status={status} />
      {statusLabel[status]}
    </span>
  );
}
