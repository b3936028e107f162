import type { ReactNode } from 'react';
import type { Icon } from '../icons.ts';

/** The state of a view without content: the reason, and the button that changes it. */
export function EmptyState(props: {
  title: string;
  icon?: Icon | undefined;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const Glyph = props.icon;
  return (
    <div className="flex h-full min-h-48 flex-col items-center justify-center gap-1 p-6 text-center">
      {Glyph && <Glyph aria-hidden size={28} stroke={1.25} className="mb-2 text-subtle" />}
      <h2 className="font-medium">{props.title}</h2>
      {props.children && <div className="max-w-96 text-balance text-muted">{props.children}</div>}
      {props.action && <div className="mt-3 flex gap-2">{props.action}</div>}
    </div>
  );
}
