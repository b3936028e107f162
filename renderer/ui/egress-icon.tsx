import { EGRESS_MODE_LABELS } from '../../electron/contract/egress-mode.ts';
import { cx } from './cx.ts';
import { type Icon, IconFilter, IconLoader2, IconLock, IconWorld } from './icons.ts';

/** `starting`: the gateway has not answered yet. */
export type EgressName = 'starting' | 'off' | 'allowlist' | 'full';

/** The word shown for each egress mode, everywhere. */
export const egressLabel: Record<EgressName, string> = {
  starting: 'Starting',
  ...EGRESS_MODE_LABELS,
};

/** Closed lock, filter, open globe: the shape tells the mode without colour. */
export const egressIcon: Record<EgressName, Icon> = {
  starting: IconLoader2,
  off: IconLock,
  allowlist: IconFilter,
  full: IconWorld,
};

/** A decorative icon: the word must be near it or in the row's description. */
export function EgressIcon({
  mode,
  size = 14,
  className,
}: {
  mode: EgressName;
  size?: number;
  className?: string;
}) {
  const Glyph = egressIcon[mode];
  return <Glyph aria-hidden size={size} stroke={1.75} className={cx('shrink-0 text-muted', className)} />;
}
