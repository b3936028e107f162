import { type ReactNode, useId } from 'react';
import { cx } from '../cx.ts';
import { IconAlertTriangle } from '../icons.ts';

/** The props of every labelled control. */
export type FieldProps = {
  label: string;
  /** Hides the label from sight (not from assistive technology), for toolbars. */
  labelHidden?: boolean | undefined;
  hint?: ReactNode;
  /** The problem and the correct form. Marks the control invalid. */
  error?: string | undefined;
  className?: string | undefined;
};

export type FieldIds = {
  id: string;
  labelId: string;
  describedBy: string | undefined;
  hintId: string;
  errorId: string;
};

/** Ids that connect a control to its label, hint and error. */
export function useFieldIds({ hint, error }: Pick<FieldProps, 'hint' | 'error'>): FieldIds {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(' ') || undefined;
  return { id, labelId: `${id}-label`, describedBy, hintId, errorId };
}

/** Label above, control, then the error or the hint. The frame of every form control. */
export function Field({
  ids,
  label,
  labelHidden,
  hint,
  error,
  className,
  children,
  group = false,
}: FieldProps & { ids: FieldIds; children: ReactNode; group?: boolean }) {
  const labelClass = cx('text-muted text-sm font-medium', labelHidden && 'sr-only');
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      {group ? (
        <span id={ids.labelId} className={labelClass}>
          {label}
        </span>
      ) : (
        <label id={ids.labelId} htmlFor={ids.id} className={labelClass}>
          {label}
        </label>
      )}
      {children}
      {error && <FieldError id={ids.errorId}>{error}</FieldError>}
      {hint && (
        <div id={ids.hintId} className={cx('text-sm text-subtle', error && 'sr-only')}>
          {hint}
        </div>
      )}
    </div>
  );
}

function FieldError({ id, children }: { id: string; children: string }) {
  return (
    <div id={id} className="flex items-start gap-1 text-failed text-sm">
      <IconAlertTriangle aria-hidden size={14} stroke={1.75} className="mt-px shrink-0" />
      <span>{children}</span>
    </div>
  );
}
