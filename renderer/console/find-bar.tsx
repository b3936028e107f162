import { useState } from 'react';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconArrowDown, IconArrowUp, IconX } from '../ui/icons.ts';
import { terminalOf, useConsoles } from './consoles.ts';

/** Searches a console's scrollback. Enter selects the next match, Shift+Enter the previous one, Escape closes. */
export function FindBar({ consoleId }: { consoleId: number }) {
  const [text, setText] = useState('');
  const [hasMatch, setHighlighted] = useState(true);
  const find = (direction: 'next' | 'previous') => {
    if (text !== '') setHighlighted(terminalOf(consoleId)?.find(text, direction) ?? false);
  };
  const close = () => {
    useConsoles.setState({ findIn: null });
    terminalOf(consoleId)?.endFind();
  };
  return (
    <search className="absolute top-2 right-5 z-10 flex animate-appear items-center gap-1 rounded-md border border-line-strong bg-overlay p-1 shadow-float">
      <input
        type="text"
        aria-label="Find in console"
        placeholder="Find"
        // biome-ignore lint/a11y/noAutofocus: the bar opens because a person asked for it
        autoFocus
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setHighlighted(true);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find(event.shiftKey ? 'previous' : 'next');
          if (event.key === 'Escape') close();
        }}
        className="control w-48 font-mono text-sm"
      />
      <span role="status" className="px-1 text-failed text-sm">
        {!hasMatch && 'No match'}
      </span>
      <IconButton size="sm" label="Previous match" icon={IconArrowUp} onClick={() => find('previous')} />
      <IconButton size="sm" label="Next match" icon={IconArrowDown} onClick={() => find('next')} />
      <IconButton size="sm" label="Close find" icon={IconX} onClick={close} />
    </search>
  );
}
