import { Switch as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cx } from '../cx.ts';

export type SwitchProps = {
  label: string;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  description?: ReactNode;
  disabled?: boolean | undefined;
  /** Puts the switch at the far end of a row, as settings do; otherwise it is before its label. */
  spread?: boolean | undefined;
  className?: string | undefined;
};

/** A choice of on or off that takes effect at once (or after Apply): role switch. */
export function Switch(props: SwitchProps) {
  const id = useId();
  return (
    <div
      className={cx(
        'flex items-start gap-2',
        props.spread && 'flex-row-reverse justify-between gap-4',
        props.className,
      )}
    >
      <Radix.Root
        id={id}
        checked={props.checked}
        onCheckedChange={props.onCheckedChange}
        disabled={props.disabled === true}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.description ? `${id}-description` : undefined}
        className="mt-0.5 inline-flex h-4 w-7 shrink-0 items-center rounded-full border border-transparent bg-subtle transition-colors disabled:opacity-50 data-[state=checked]:bg-accent-solid"
      >
        <Radix.Thumb className="block size-3 translate-x-px rounded-full bg-on-solid transition-transform data-[state=checked]:translate-x-[13px]" />
      </Radix.Root>
      <div className="min-w-0">
        <label id={`${id}-label`} htmlFor={id} className={cx(props.disabled && 'opacity-60')}>
          {props.label}
        </label>
        {props.description && (
          <div id={`${id}-description`} className="text-sm text-subtle">
            {props.description}
          </div>
        )}
      </div>
    </div>
  );
}
