import { useId } from 'react';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { IconLetterCase, IconRegex, IconSearch } from '../ui/icons.ts';
import type { FilterQuery } from './log-filter.ts';

/** What the log is filtered by: a text or an expression. An expression that cannot be read says so and filters nothing new. */
export function FilterField(props: {
  query: FilterQuery;
  problem: string | undefined;
  onChange: (query: FilterQuery) => void;
}) {
  const { query, problem, onChange } = props;
  const problemId = useId();
  return (
    <div className="flex min-w-0 items-center gap-1">
      <div className="relative min-w-0">
        <IconSearch
          aria-hidden
          size={14}
          stroke={1.75}
          className="pointer-events-none absolute top-[7px] left-2 text-subtle"
        />
        <input
          type="search"
          aria-label="Filter logs"
          placeholder="Filter"
          spellCheck={false}
          autoComplete="off"
          value={query.text}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? problemId : undefined}
          onChange={(event) => onChange({ ...query, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onChange({ ...query, text: '' });
          }}
          className={cx('control w-56 pl-7', query.isRegex && 'font-mono text-sm')}
        />
      </div>
      <IconButton
        label="Match case"
        icon={IconLetterCase}
        aria-pressed={query.matchCase}
        onClick={() => onChange({ ...query, matchCase: !query.matchCase })}
      />
      <IconButton
        label="Regular expression"
        icon={IconRegex}
        aria-pressed={query.isRegex}
        onClick={() => onChange({ ...query, isRegex: !query.isRegex })}
      />
      {problem && (
        <span id={problemId} role="alert" className="truncate text-failed text-sm">
          {problem}
        </span>
      )}
    </div>
  );
}
