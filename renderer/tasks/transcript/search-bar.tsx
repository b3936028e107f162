import { useEffect, useRef } from 'react';
import { keysOf, platform } from '../../keys/platform.ts';
import { matchesShortcut } from '../../keys/shortcut.ts';
import { shortcuts } from '../../keys/shortcuts.ts';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { SearchField } from '../../ui/fields/search-field.tsx';
import { IconArrowDown, IconArrowUp } from '../../ui/icons.ts';
import type { Search } from './use-search.ts';

/** Searches a transcript. Enter goes to the next match, Shift+Enter to the previous one, Escape empties the search. */
export function SearchBar({ search }: { search: Search }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !matchesShortcut(shortcuts.find, event, platform)) return;
      // A dialog is over the transcript.
      if (document.querySelector('[role=dialog], [role=alertdialog]')) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  return (
    <search
      className="flex min-w-0 items-center gap-1"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === field.current) search.step(event.shiftKey ? -1 : 1);
      }}
    >
      <SearchField
        ref={field}
        label="Search transcript"
        placeholder={`Search (${keysOf(shortcuts.find)})`}
        value={search.text}
        onValueChange={search.change}
        className="w-36 xl:w-56"
      />
      <IconButton
        size="sm"
        label="Previous match"
        icon={IconArrowUp}
        disabled={search.pattern === undefined}
        onClick={() => search.step(-1)}
      />
      <IconButton
        size="sm"
        label="Next match"
        icon={IconArrowDown}
        disabled={search.pattern === undefined}
        onClick={() => search.step(1)}
      />
      <span role="status" className="figures text-muted text-sm whitespace-nowrap">
        {search.words}
      </span>
    </search>
  );
}
