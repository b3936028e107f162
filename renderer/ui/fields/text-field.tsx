import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Field, type FieldProps, useFieldIds } from './field.tsx';

export type TextFieldProps = FieldProps &
  Omit<ComponentProps<'input'>, 'className' | 'size' | 'onChange' | 'value'> & {
    value: string;
    onValueChange: (value: string) => void;
    /** For images, commands, paths and domains. */
    mono?: boolean | undefined;
    /** A button or unit at the end of the field. */
    trailing?: ReactNode;
  };

/** A line of text: role textbox, or searchbox with `type="search"`. */
export function TextField({
  label,
  labelHidden,
  hint,
  error,
  className,
  value,
  onValueChange,
  mono,
  trailing,
  ...rest
}: TextFieldProps) {
  const ids = useFieldIds({ hint, error });
  return (
    <Field ids={ids} label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      <div className="flex gap-1.5">
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...rest}
          id={ids.id}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={ids.describedBy}
          className={cx('control min-w-0 flex-1', mono && 'font-mono text-sm')}
        />
        {trailing}
      </div>
    </Field>
  );
}
