import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '../icons.ts';
import { type Tone, toneSoft, toneText } from '../tone.ts';

const glyph = {
  neutral: IconInfoCircle,
  accent: IconInfoCircle,
  success: IconCircleCheck,
  warning: IconAlertTriangle,
  danger: IconAlertTriangle,
};

/** A remark inside a page or dialog that must not be overlooked. `live` announces it when it appears. */
export function Callout(props: {
  tone?: Tone | undefined;
  title?: string | undefined;
  children?: ReactNode;
  action?: ReactNode;
  live?: boolean | undefined;
  className?: string | undefined;
}) {
  const tone = props.tone ?? 'neutral';
  const Glyph = glyph[tone];
  return (
    <div
      role={props.live ? 'status' : undefined}
      className={cx('flex items-start gap-2 rounded-md px-3 py-2', toneSoft[tone], props.className)}
    >
      <Glyph aria-hidden size={16} stroke={1.75} className={cx('mt-0.5 shrink-0', toneText[tone])} />
      <div className="min-w-0 flex-1">
        {props.title && <div className="font-medium">{props.title}</div>}
        {props.children && <div className={cx(props.title && 'text-muted')}>{props.children}</div>}
      </div>
      {props.action && <div className="flex shrink-0 gap-2">{props.action}</div>}
    </div>
  );
}
