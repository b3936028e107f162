import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import type { ThemeName } from '../ansi/palette.ts';
import { openLink } from '../links/open-link.ts';
import { CONSOLE_FONT } from './console-font.ts';
import { KeyboardModes } from './input/keyboard-modes.ts';
import { oncePerTask } from './once-per-task.ts';
import { clusterWidths } from './output/cluster-widths.ts';
import { type RequestEvents, readProgramRequests } from './requests/program-requests.ts';
import { PromptMarks } from './requests/prompt-marks.ts';
import { stillCursor } from './still-cursor.ts';
import { terminalTheme } from './terminal-theme.ts';

/** Lines above the screen; about 12 MB at 80 columns. */
const SCROLLBACK_LINES = 10_000;

export interface Xterm {
  terminal: Terminal;
  fit: FitAddon;
  search: SearchAddon;
  keyboard: KeyboardModes;
  prompts: PromptMarks;
}

export interface XtermEvents extends RequestEvents {
  onInput: (bytes: Uint8Array<ArrayBuffer>) => void;
  onResize: (size: { columns: number; rows: number }) => void;
  onKey: (event: KeyboardEvent) => boolean;
}

/**
 * Creates a terminal with the app's theme and add-ons. Programs reach neither the clipboard, the title nor links: what
 * they ask for is reported to `events`.
 */
export function createXterm(options: {
  theme: ThemeName;
  /** Repeats what is printed where a screen reader reads it. */
  isReadOut: boolean;
  events: XtermEvents;
}): Xterm {
  const { theme, isReadOut, events } = options;
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    ...CONSOLE_FONT,
    lineHeight: 1.2,
    linkHandler: { activate: (_event, uri) => openLink(uri) },
    // xterm would log the whole state of its parser for each invalid character.
    logLevel: 'off',
    // Keeps text readable in any colours that a program chooses.
    minimumContrastRatio: 4.5,
    screenReaderMode: isReadOut,
    scrollback: SCROLLBACK_LINES,
    theme: terminalTheme(theme),
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)));
  terminal.unicode.register(clusterWidths);
  terminal.unicode.activeVersion = clusterWidths.version;
  const encoder = new TextEncoder();
  terminal.onData(oncePerTask((text) => events.onInput(encoder.encode(text))));
  terminal.onBinary((text) => events.onInput(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  terminal.onResize(({ cols, rows }) => events.onResize({ columns: cols, rows }));
  terminal.attachCustomKeyEventHandler(events.onKey);
  stillCursor(terminal);
  const keyboard = new KeyboardModes();
  const prompts = new PromptMarks(terminal);
  readProgramRequests(terminal, { keyboard, prompts, events });
  return { terminal, fit, search, keyboard, prompts };
}
