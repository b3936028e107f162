import { selectDialog, selectPaletteOpen, selectSelectedAgentId } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import type { ConsoleTerminal } from './console-terminal.ts';
import { terminalOf, useConsoles } from './consoles.ts';

/** The keys that step from tab to tab. */
const STEPS = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);
let lastKey = '';

/** A tab that was reached by a step keeps the focus, so that the next step goes on to the next tab. */
function isStepping(): boolean {
  return STEPS.has(lastKey) && document.activeElement?.matches('[role=tab]:focus-visible') === true;
}

/**
 * Puts the keyboard into the console in sight, after the browser has given the focus to what was clicked. A dialog and a
 * menu keep it, and so does a tab that was reached by arrow keys.
 */
export function focusConsole(): void {
  isWanted = isCovered();
  setTimeout(() => {
    if (!isStepping()) consoleInSight()?.focus();
  });
}

/** Whether a console came into sight under a dialog or a menu, so that it gets the keyboard when that closes. */
let isWanted = false;

function isCovered(): boolean {
  const state = useStore.getState();
  // A menu would close when it loses the focus.
  const hasMenu = document.querySelector('[role=menu][data-state=open]') !== null;
  return selectDialog(state) !== null || selectPaletteOpen(state) || hasMenu;
}

/** The console that a key typed now is for: the one in sight, unless a dialog or a menu is open. */
export function consoleInSight(): ConsoleTerminal | undefined {
  const state = useStore.getState();
  const agentId = selectSelectedAgentId(state);
  if (agentId === null || isCovered()) return undefined;
  const { activeByAgent, paste } = useConsoles.getState();
  const id = activeByAgent[agentId];
  const terminal = id === undefined || paste !== null ? undefined : terminalOf(id);
  return terminal?.inSight ? terminal : undefined;
}

/** Puts the keyboard into the console whenever its tab or its agent is chosen. Returns a function that stops this. */
export function followChoices(): () => void {
  const onKeyDown = ({ key }: KeyboardEvent) => {
    lastKey = key;
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  const stop = useStore.subscribe((state, previous) => {
    const isChosen = state.choices !== previous.choices && state.tab === 'console';
    if (isChosen || (isWanted && !isCovered())) focusConsole();
  });
  return () => {
    stop();
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}
