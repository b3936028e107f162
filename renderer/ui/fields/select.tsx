import { Select as Radix } from 'radix-ui';
import { cx } from '../cx.ts';
import { IconCheck, IconChevronDown } from '../icons.ts';
import { Field, type FieldProps, useFieldIds } from './field.tsx';

export type SelectOption<V extends string> = {
  value: V;
  label: string;
  description?: string | undefined;
  disabled?: boolean | undefined;
};

export type SelectProps<V extends string> = FieldProps & {
  options: readonly SelectOption<V>[];
  value: V;
  onValueChange: (value: V) => void;
  disabled?: boolean | undefined;
  placeholder?: string | undefined;
};

/** A choice from a list that opens: role combobox with options. No option may have an empty value. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { label, labelHidden, hint, error, className, options, value, onValueChange } = props;
  const ids = useFieldIds({ hint, error });
  const choose = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option) onValueChange(option.value);
  };
  return (
    <Field ids={ids} label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      <Radix.Root value={value} onValueChange={choose} disabled={props.disabled === true}>
        <Radix.Trigger
          id={ids.id}
          aria-labelledby={ids.labelId}
          aria-describedby={ids.describedBy}
          aria-invalid={error ? true : undefined}
          className="control flex w-full items-center justify-between gap-2 text-left"
        >
          <span className="truncate">
            <Radix.Value placeholder={props.placeholder} />
          </span>
          <Radix.Icon asChild>
            <IconChevronDown aria-hidden size={14} stroke={1.75} className="shrink-0 text-muted" />
          </Radix.Icon>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            position="popper"
            sideOffset={4}
            collisionPadding={8}
            className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) max-w-96 animate-appear overflow-hidden rounded-md border border-line-strong bg-overlay shadow-float"
          >
            <Radix.Viewport className="p-1">
              {options.map((option) => (
                <Option key={option.value} option={option} />
              ))}
            </Radix.Viewport>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Field>
  );
}

function Option<V extends string>({ option }: { option: SelectOption<V> }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled === true}
      className={cx(
        'grid grid-cols-[1fr_16px] items-center gap-x-3 rounded-sm px-2 py-1 outline-none data-disabled:opacity-50 data-highlighted:bg-selected',
      )}
    >
      <span>
        <Radix.ItemText>{option.label}</Radix.ItemText>
      </span>
      <Radix.ItemIndicator>
        <IconCheck aria-hidden size={14} stroke={2} className="text-accent" />
      </Radix.ItemIndicator>
      {option.description && (
        <span className="col-start-1 text-sm text-subtle" aria-hidden>
          {option.description}
        </span>
      )}
    </Radix.Item>
  );
}
