import type { ComponentProps } from 'react';
import { cx } from '../cx.ts';
import { Field, type FieldProps, useFieldIds } from './field.tsx';

export type TextAreaProps = FieldProps &
  Omit<ComponentProps<'textarea'>, 'className' | 'onChange' | 'value'> & {
    value: string;
    onValueChange: (value: string) => void;
    mono?: boolean | undefined;
  };

/** Several lines of text: role textbox. */
export function TextArea({
  label,
  labelHidden,
  hint,
  error,
  className,
  value,
  onValueChange,
  mono,
  rows = 3,
  ...rest
}: TextAreaProps) {
  const ids = useFieldIds({ hint, error });
  return (
    <Field ids={ids} label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      <textarea
        spellCheck={false}
        {...rest}
        rows={rows}
        id={ids.id}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={ids.describedBy}
        className={cx('control h-auto resize-y py-1', mono ? 'font-mono text-sm' : 'leading-5')}
      />
    </Field>
  );
}
