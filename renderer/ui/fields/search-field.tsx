import type { Ref } from 'react';
import { cx } from '../cx.ts';
import { IconSearch } from '../icons.ts';

/** A text field that filters a list; Escape empties it. */
export function SearchField(props: {
  /** The accessible name; only the placeholder is visible. */
  label: string;
  placeholder: string;
  value: string;
  onValueChange: (value: string) => void;
  /** The id of the element that describes a problem with the text. */
  problemId?: string | undefined;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}) {
  return (
    <div className="relative min-w-0">
      <IconSearch
        aria-hidden
        size={14}
        stroke={1.75}
        className="pointer-events-none absolute top-[7px] left-2 text-subtle"
      />
      <input
        ref={props.ref}
        type="search"
        aria-label={props.label}
        placeholder={props.placeholder}
        spellCheck={false}
        autoComplete="off"
        value={props.value}
        aria-invalid={props.problemId ? true : undefined}
        aria-describedby={props.problemId}
        onChange={(event) => props.onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') props.onValueChange('');
        }}
        className={cx('control pl-7', props.className ?? 'w-56')}
      />
    </div>
  );
}
