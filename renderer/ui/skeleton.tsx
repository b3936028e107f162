import { cx } from './cx.ts';

/** Holds the place of content that is about to come, in its size. Still, because it is gone in a moment. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden className={cx('block rounded-sm bg-hover', className)} />;
}
