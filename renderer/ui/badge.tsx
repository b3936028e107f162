import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import type { Icon } from './icons.ts';
import { type Tone, toneSoft, toneText } from './tone.ts';

/** A label of one or two words: a tag, a count, a verdict. */
export function Badge(props: {
  children: ReactNode;
  tone?: Tone | undefined;
  icon?: Icon | undefined;
  className?: string | undefined;
}) {
  const tone = props.tone ?? 'neutral';
  const Glyph = props.icon;
  return (
    <span
      className={cx(
        'figures inline-flex h-[18px] shrink-0 items-center gap-1 rounded-sm px-1.5 font-medium text-xs whitespace-nowrap',
        toneSoft[tone],
        toneText[tone],
        props.className,
      )}
    >
      {Glyph && <Glyph aria-hidden size={12} stroke={2} className="shrink-0" />}
      <span className="truncate">{props.children}</span>
    </span>
  );
}
