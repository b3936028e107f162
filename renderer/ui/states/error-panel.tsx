import type { ReactNode } from 'react';
import { Button } from '../buttons/button.tsx';
import { CopyButton } from '../buttons/copy-button.tsx';
import { cx } from '../cx.ts';
import { IconAlertTriangle, IconChevronRight } from '../icons.ts';

export type ErrorAction = { label: string; onSelect: () => void; busy?: boolean | undefined };

export type ErrorPanelProps = {
  /** What happened. */
  title: string;
  /** Why, in plain words. */
  children?: ReactNode;
  /** The next steps; the first is the recommended one. */
  actions?: readonly ErrorAction[] | undefined;
  /** The engine's unedited message, shown on request. */
  raw?: string | undefined;
  /** The label of `raw` when the message is not the engine's. */
  rawLabel?: string | undefined;
  className?: string | undefined;
};

/** An error a person can act on: what happened, why, and what to do about it. Role alert. */
export function ErrorPanel(props: ErrorPanelProps) {
  return (
    <div
      role="alert"
      aria-label={props.title}
      className={cx('rounded-md border border-failed/40 bg-failed-soft px-3 py-2.5', props.className)}
    >
      <div className="flex items-start gap-2">
        <IconAlertTriangle aria-hidden size={16} stroke={1.75} className="mt-0.5 shrink-0 text-failed" />
        <div className="min-w-0 flex-1">
          <div className="font-medium">{props.title}</div>
          {props.children && <div className="text-muted">{props.children}</div>}
          {props.actions && props.actions.length > 0 && (
            <div className="mt-2 flex flex-wrap gap-2">
              {props.actions.map((action) => (
                <Button key={action.label} size="sm" busy={action.busy} onClick={action.onSelect}>
                  {action.label}
                </Button>
              ))}
            </div>
          )}
          {props.raw && <RawMessage text={props.raw} label={props.rawLabel} />}
        </div>
      </div>
    </div>
  );
}

/** The unedited message of the engine, collapsed at first. */
export function RawMessage({ text, label }: { text: string; label?: string | undefined }) {
  return (
    <details className="group mt-2">
      <summary className="inline-flex list-none items-center gap-1 rounded-sm text-muted text-sm hover:text-fg">
        <IconChevronRight
          aria-hidden
          size={12}
          stroke={2}
          className="transition-transform group-open:rotate-90"
        />
        {label ?? 'Engine message'}
      </summary>
      <div className="mt-1 flex items-start gap-1">
        <pre className="max-h-40 min-w-0 flex-1 overflow-auto rounded-sm bg-canvas px-2 py-1.5 font-mono text-muted text-sm whitespace-pre-wrap">
          {text}
        </pre>
        <CopyButton text={text} label="Copy message" />
      </div>
    </details>
  );
}
