import { RadioGroup as Radix } from 'radix-ui';
import { useId } from 'react';
import { cx } from '../cx.ts';
import type { Icon } from '../icons.ts';
import { Field, type FieldProps, useFieldIds } from './field.tsx';

export type RadioOption<V extends string> = {
  value: V;
  /** The radio's whole accessible name. */
  label: string;
  description?: string | undefined;
  icon?: Icon | undefined;
  disabled?: boolean | undefined;
};

export type RadioGroupProps<V extends string> = FieldProps & {
  options: readonly RadioOption<V>[];
  value: V;
  onValueChange: (value: V) => void;
  disabled?: boolean | undefined;
};

function useGroup<V extends string>(props: RadioGroupProps<V>) {
  const ids = useFieldIds(props);
  const choose = (next: string) => {
    const option = props.options.find((candidate) => candidate.value === next);
    if (option) props.onValueChange(option.value);
  };
  const root = {
    'aria-labelledby': ids.labelId,
    'aria-describedby': ids.describedBy,
    value: props.value,
    onValueChange: choose,
    disabled: props.disabled === true,
  };
  return { ids, root };
}

/** A few short choices side by side: role radiogroup. */
export function SegmentedControl<V extends string>(props: RadioGroupProps<V>) {
  const { ids, root } = useGroup(props);
  return (
    <Field
      group
      ids={ids}
      label={props.label}
      labelHidden={props.labelHidden}
      hint={props.hint}
      error={props.error}
      className={props.className}
    >
      <Radix.Root
        {...root}
        orientation="horizontal"
        className="inline-flex h-7 w-fit gap-px rounded-md border border-line-strong bg-surface p-px"
      >
        {props.options.map(({ value, label, icon: Glyph, disabled, description }) => (
          <Radix.Item
            key={value}
            value={value}
            disabled={disabled === true}
            title={description}
            className="inline-flex h-full items-center gap-1.5 rounded-[5px] px-2.5 text-muted text-sm hover:not-disabled:text-fg disabled:opacity-50 data-[state=checked]:bg-selected data-[state=checked]:font-medium data-[state=checked]:text-fg"
          >
            {Glyph && <Glyph aria-hidden size={14} stroke={1.75} />}
            {label}
          </Radix.Item>
        ))}
      </Radix.Root>
    </Field>
  );
}

/**
 * Choices that need a sentence each: role radiogroup, one card a radio. `compact` cards are one line high; only the
 * chosen one's sentence is seen, below them.
 */
export function RadioCards<V extends string>({
  columns = 3,
  compact = false,
  ...given
}: RadioGroupProps<V> & { columns?: 1 | 2 | 3 | 4 | 6; compact?: boolean }) {
  const chosen = given.options.find(({ value }) => value === given.value);
  const props = compact ? { ...given, hint: given.hint ?? chosen?.description } : given;
  const { ids, root } = useGroup(props);
  const grid = { 1: '', 2: 'grid-cols-2', 3: 'grid-cols-3', 4: 'grid-cols-4', 6: 'grid-cols-6' }[columns];
  return (
    <Field
      group
      ids={ids}
      label={props.label}
      labelHidden={props.labelHidden}
      hint={props.hint}
      error={props.error}
      className={props.className}
    >
      <Radix.Root {...root} className={cx('grid gap-2', grid)}>
        {props.options.map((option) => (
          <Card key={option.value} option={option} compact={compact} />
        ))}
      </Radix.Root>
    </Field>
  );
}

function Card<V extends string>({ option, compact }: { option: RadioOption<V>; compact: boolean }) {
  const id = useId();
  const Glyph = option.icon;
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled === true}
      aria-labelledby={`${id}-label`}
      aria-describedby={option.description ? `${id}-description` : undefined}
      className={cx(
        'group flex min-w-0 items-start gap-2 rounded-md border border-line-strong bg-raised text-left hover:not-disabled:border-subtle disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft',
        compact ? 'px-2 py-1' : 'p-2.5',
      )}
    >
      {Glyph ? (
        <Glyph
          aria-hidden
          size={16}
          stroke={1.75}
          className="mt-0.5 shrink-0 text-muted group-data-[state=checked]:text-accent"
        />
      ) : (
        <span
          aria-hidden
          className="mt-1 flex size-3 shrink-0 rounded-full border border-subtle group-data-[state=checked]:border-4 group-data-[state=checked]:border-accent"
        />
      )}
      <span className="flex min-w-0 flex-col">
        <span id={`${id}-label`} className={cx('font-medium', compact && 'truncate')}>
          {option.label}
        </span>
        {option.description && (
          <span id={`${id}-description`} className={compact ? 'sr-only' : 'text-muted text-sm'}>
            {option.description}
          </span>
        )}
      </span>
    </Radix.Item>
  );
}
