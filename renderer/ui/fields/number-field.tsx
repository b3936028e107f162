import type { KeyboardEvent } from 'react';
import { cx } from '../cx.ts';
import { IconChevronDown, IconChevronUp } from '../icons.ts';
import { Field, type FieldProps, useFieldIds } from './field.tsx';
import { type NumberRange, parseNumber, stepNumber } from './step-number.ts';

export type NumberFieldProps = FieldProps &
  NumberRange & {
    /** The text as typed, so that an invalid entry is shown and explained instead of dropped. */
    value: string;
    onValueChange: (value: string) => void;
    disabled?: boolean | undefined;
    unit?: string | undefined;
  };

/**
 * A number with arrow keys and small steppers: role spinbutton. It is a text input, because `type="number"` hides typed
 * text that is not a number and changes on an accidental turn of the mouse wheel.
 */
export function NumberField({
  label,
  labelHidden,
  hint,
  error,
  className,
  value,
  onValueChange,
  min,
  max,
  step,
  disabled,
  unit,
}: NumberFieldProps) {
  const ids = useFieldIds({ hint, error });
  const move = (direction: 1 | -1) => onValueChange(stepNumber(value, direction, { min, max, step }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    move(event.key === 'ArrowUp' ? 1 : -1);
  };
  const stepper = 'flex flex-1 items-center justify-center text-muted hover:bg-hover hover:text-fg';
  return (
    <Field ids={ids} label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      <div className="relative">
        <input
          id={ids.id}
          role="spinbutton"
          inputMode="decimal"
          autoComplete="off"
          disabled={disabled}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          onKeyDown={onKeyDown}
          aria-valuenow={parseNumber(value)}
          aria-valuetext={value === '' ? 'empty' : value}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-invalid={error ? true : undefined}
          aria-describedby={ids.describedBy}
          className={cx('control figures w-full', unit ? 'pr-16' : 'pr-7')}
        />
        {unit && (
          <span className="pointer-events-none absolute inset-y-0 right-7 flex items-center text-sm text-subtle">
            {unit}
          </span>
        )}
        {/* These buttons are for the mouse: the keyboard uses the arrow keys, assistive technology the spinbutton. */}
        <div
          aria-hidden
          className="absolute inset-y-px right-px flex w-5 flex-col overflow-hidden rounded-r-[5px] border-l"
        >
          <button type="button" tabIndex={-1} disabled={disabled} className={stepper} onClick={() => move(1)}>
            <IconChevronUp size={11} stroke={2} />
          </button>
          <button
            type="button"
            tabIndex={-1}
            disabled={disabled}
            className={stepper}
            onClick={() => move(-1)}
          >
            <IconChevronDown size={11} stroke={2} />
          </button>
        </div>
      </div>
    </Field>
  );
}
