import { cx } from '../cx.ts';

/** A placeholder in the size of content that loads. It is not animated, because it is visible only for a moment. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden className={cx('block rounded-sm bg-hover', className)} />;
}
