import { useId } from 'react';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { cx } from '../ui/cx.ts';
import { SearchField } from '../ui/fields/search-field.tsx';
import { IconLetterCase, IconRegex } from '../ui/icons.ts';
import type { FilterQuery } from './log-filter.ts';

/** The log's filter: a text or a regular expression. An invalid expression shows its problem; the old filter stays. */
export function FilterField(props: {
  query: FilterQuery;
  problem: string | undefined;
  onChange: (query: FilterQuery) => void;
}) {
  const { query, problem, onChange } = props;
  const problemId = useId();
  return (
    <div className="flex min-w-0 items-center gap-1">
      <SearchField
        label="Filter logs"
        placeholder="Filter"
        value={query.text}
        onValueChange={(text) => onChange({ ...query, text })}
        problemId={problem ? problemId : undefined}
        className={cx('w-32 xl:w-56', query.isRegex && 'font-mono text-sm')}
      />
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
