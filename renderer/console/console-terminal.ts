import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import type { ThemeName } from '../ansi/palette.ts';
import { openLink } from '../links/open-link.ts';
import { hasGpu } from './gpu.ts';
import { terminalTheme } from './terminal-theme.ts';

/** Lines kept above the screen; about 12 MB at 80 columns. */
const SCROLLBACK_LINES = 10_000;

const FONT_FAMILY = '"JetBrains Mono Variable"';
const FONT = `13px ${FONT_FAMILY}`;

export interface TerminalEvents {
  onInput: (bytes: Uint8Array<ArrayBuffer>) => void;
  onResize: (size: { columns: number; rows: number }) => void;
  onCopy: (text: string) => void;
  /** The person asked to paste; the text is still to be fetched. */
  onPasteRequest: () => void;
  onFind: () => void;
}

/**
 * xterm with the app's manners: it lives outside React, keeps its scrollback while it is not shown, and gives what runs
 * in it no way to the clipboard, the window's title, or a link without a click.
 */
export class ConsoleTerminal {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #element = document.createElement('div');
  readonly #events: TerminalEvents;
  readonly #resizes: ResizeObserver;
  #webgl: WebglAddon | undefined;
  #opened = false;

  constructor(theme: ThemeName, events: TerminalEvents) {
    this.#events = events;
    this.#terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: `${FONT_FAMILY}, ui-monospace, monospace`,
      fontSize: 13,
      lineHeight: 1.2,
      // Whatever a program paints with can be read.
      minimumContrastRatio: 4.5,
      scrollback: SCROLLBACK_LINES,
      theme: terminalTheme(theme),
      linkHandler: { activate: (_event, uri) => openLink(uri) },
    });
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.#search);
    terminal.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)));
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    const encoder = new TextEncoder();
    terminal.onData((text) => events.onInput(encoder.encode(text)));
    terminal.onBinary((text) =>
      events.onInput(Uint8Array.from(text, (character) => character.charCodeAt(0))),
    );
    terminal.onResize(({ cols, rows }) => events.onResize({ columns: cols, rows }));
    terminal.attachCustomKeyEventHandler((event) => this.#onKey(event));
    this.#element.className = 'h-full w-full';
    // Every way to paste goes through the person's confirmation, also the browser's own.
    this.#element.addEventListener('paste', (event) => this.#take(event, events.onPasteRequest), true);
    this.#element.addEventListener('contextmenu', (event) => {
      this.#take(event, this.selection === '' ? events.onPasteRequest : () => this.copy());
    });
    this.#resizes = new ResizeObserver(() => this.fit());
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  /** Puts the terminal into the page. It may move; what it shows stays. Resolves when it has its size. */
  async show(parent: HTMLElement): Promise<void> {
    parent.append(this.#element);
    // xterm measures its cell once: the font must be there before.
    await document.fonts.load(FONT);
    if (this.#element.parentElement !== parent) return;
    if (!this.#opened) {
      this.#opened = true;
      this.#terminal.open(this.#element);
    }
    this.#resizes.observe(this.#element);
    this.fit();
    this.#drawWithGpu(true);
  }

  /** Takes the terminal out of the page: it goes on parsing, and draws nothing. */
  hide(): void {
    this.#resizes.disconnect();
    this.#drawWithGpu(false);
    this.#element.remove();
  }

  focus(): void {
    this.#terminal.focus();
  }

  fit(): void {
    if (this.#element.isConnected && this.#element.clientWidth > 0) this.#fit.fit();
  }

  setTheme(theme: ThemeName): void {
    this.#terminal.options.theme = terminalTheme(theme);
  }

  /** `onParsed` runs when the bytes are handled: that is when their credit may be given back. */
  write(bytes: Uint8Array | string, onParsed?: () => void): void {
    this.#terminal.write(bytes, onParsed);
  }

  /** Types a text as if pasted: bracketed where the program asked for that. */
  paste(text: string): void {
    this.#terminal.paste(text);
    this.focus();
  }

  /** Undoes what a program that ended may have left on: its own screen, mouse reports, bracketed paste, colours. */
  leaveProgram(): void {
    // Only when it is on: leaving the other screen also moves the cursor back to where it was entered from.
    if (this.#terminal.buffer.active.type === 'alternate') this.write('\u001b[?1049l');
    this.write('\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?2004l\u001b[?25h\u001b[0m');
  }

  copy(): void {
    if (this.selection !== '') this.#events.onCopy(this.selection);
    this.#terminal.clearSelection();
  }

  find(text: string, direction: 'next' | 'previous'): boolean {
    return direction === 'next'
      ? this.#search.findNext(text, { incremental: false })
      : this.#search.findPrevious(text);
  }

  endFind(): void {
    this.#search.clearDecorations();
    this.#terminal.clearSelection();
    this.focus();
  }

  dispose(): void {
    this.hide();
    this.#terminal.dispose();
  }

  /** WebGL for the console in sight alone, and only where a GPU draws it. */
  #drawWithGpu(visible: boolean): void {
    if (!visible || !hasGpu()) {
      this.#webgl?.dispose();
      this.#webgl = undefined;
      return;
    }
    if (this.#webgl) return;
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => this.#drawWithGpu(false));
    this.#webgl = webgl;
    this.#terminal.loadAddon(webgl);
  }

  #take(event: Event, act: () => void): void {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Keys that are the app's; false keeps them from the program. */
  #onKey(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    const key = event.key.toLowerCase();
    const withShift = event.ctrlKey && event.shiftKey && !event.altKey;
    const mine =
      withShift && key === 'c'
        ? () => this.copy()
        : withShift && key === 'v'
          ? this.#events.onPasteRequest
          : key === 'f3' && !event.ctrlKey && !event.altKey
            ? this.#events.onFind
            : undefined;
    if (!mine) return true;
    this.#take(event, mine);
    return false;
  }
}
