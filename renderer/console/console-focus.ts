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
 * Puts the keyboard into the console in sight, after the browser has given the focus to what was clicked. A dialog keeps
 * it, and so does a tab that was reached by arrow keys.
 */
export function focusConsole(): void {
  isWanted = hasDialog();
  setTimeout(() => {
    if (!isStepping()) consoleInSight()?.focus();
  });
}

/** Whether a console came into sight under a dialog, so that it gets the keyboard when the dialog closes. */
let isWanted = false;

function hasDialog(): boolean {
  const state = useStore.getState();
  return selectDialog(state) !== null || selectPaletteOpen(state);
}

/** The console that a key typed now is for: the one in sight, unless a dialog is open. */
export function consoleInSight(): ConsoleTerminal | undefined {
  const state = useStore.getState();
  const agentId = selectSelectedAgentId(state);
  if (agentId === null || hasDialog()) return undefined;
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
    if (isChosen || (isWanted && !hasDialog())) focusConsole();
  });
  return () => {
    stop();
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}
