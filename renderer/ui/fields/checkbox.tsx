import { Checkbox as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cx } from '../cx.ts';
import { IconCheck, IconMinus } from '../icons.ts';

export type CheckboxProps = {
  label: string;
  labelHidden?: boolean | undefined;
  checked: boolean | 'indeterminate';
  onCheckedChange: (checked: boolean) => void;
  description?: ReactNode;
  disabled?: boolean | undefined;
  className?: string | undefined;
};

/** A choice that takes effect when its form or dialog is confirmed: role checkbox. */
export function Checkbox(props: CheckboxProps) {
  const id = useId();
  return (
    <div className={cx('flex items-start gap-2', props.className)}>
      <Radix.Root
        id={id}
        checked={props.checked}
        onCheckedChange={(checked) => props.onCheckedChange(checked === true)}
        disabled={props.disabled === true}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.description ? `${id}-description` : undefined}
        className="group mt-0.5 inline-flex size-4 shrink-0 items-center justify-center rounded-sm border border-subtle bg-raised disabled:opacity-50 data-[state=checked]:border-accent-solid data-[state=indeterminate]:border-accent-solid data-[state=checked]:bg-accent-solid data-[state=indeterminate]:bg-accent-solid"
      >
        <Radix.Indicator>
          <IconCheck
            aria-hidden
            size={12}
            stroke={3}
            className="text-on-solid group-data-[state=indeterminate]:hidden"
          />
          <IconMinus
            aria-hidden
            size={12}
            stroke={3}
            className="hidden text-on-solid group-data-[state=indeterminate]:block"
          />
        </Radix.Indicator>
      </Radix.Root>
      <div className="min-w-0">
        <label id={`${id}-label`} htmlFor={id} className={cx(props.labelHidden && 'sr-only')}>
          {props.label}
        </label>
        {props.description && (
          <div id={`${id}-description`} className="text-muted text-sm">
            {props.description}
          </div>
        )}
      </div>
    </div>
  );
}
