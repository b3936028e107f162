import type { KeyboardEvent } from 'react';
import { cx } from '../ui/cx.ts';
import { IconTerminal2, IconX } from '../ui/icons.ts';
import { consoleName } from './console-name.ts';
import { type ConsoleTab, closeConsole, showConsole } from './consoles.ts';

/** The tabs of an agent's consoles. Arrow keys select a tab; Delete and a middle click close one. */
export function ConsoleTabs(props: {
  agentId: string;
  tabs: readonly ConsoleTab[];
  activeId: number | undefined;
}) {
  const { agentId, tabs, activeId } = props;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex(({ id }) => id === activeId);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: tabs.length - 1 - at }[event.key];
    if (event.key === 'Delete' && activeId !== undefined) closeConsole(activeId);
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    showConsole(agentId, next.id);
    document.getElementById(tabId(next.id))?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label="Consoles"
      onKeyDown={onKeyDown}
      className="flex min-w-0 items-center gap-1 overflow-x-auto"
    >
      {tabs.map((tab) => (
        <Tab key={tab.id} tab={tab} active={tab.id === activeId} />
      ))}
    </div>
  );
}

export const tabId = (id: number) => `console-tab-${id}`;
export const panelId = (id: number) => `console-panel-${id}`;

function Tab({ tab, active }: { tab: ConsoleTab; active: boolean }) {
  const hasEnded = tab.status.kind !== 'open';
  return (
    <button
      type="button"
      role="tab"
      id={tabId(tab.id)}
      aria-selected={active}
      aria-controls={active ? panelId(tab.id) : undefined}
      aria-keyshortcuts="Delete"
      tabIndex={active ? 0 : -1}
      onClick={() => showConsole(tab.agentId, tab.id)}
      onAuxClick={(event) => {
        if (event.button === 1) closeConsole(tab.id);
      }}
      className={cx(
        'group inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md pr-1 pl-2 hover:bg-hover',
        active ? 'bg-selected text-fg' : 'text-muted',
      )}
    >
      <IconTerminal2 aria-hidden size={14} stroke={1.75} className="shrink-0" />
      <span className={cx('max-w-40 truncate', hasEnded && 'line-through')}>{consoleName(tab)}</span>
      {hasEnded && <span className="sr-only">, ended</span>}
      {/* Only the mouse needs this: the keyboard has Delete and the toolbar's button. */}
      <span
        aria-hidden
        title="Close"
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          closeConsole(tab.id);
        }}
        className="inline-flex size-5 items-center justify-center rounded-sm text-subtle hover:bg-hover hover:text-fg"
      >
        <IconX size={12} stroke={2} />
      </span>
    </button>
  );
}
