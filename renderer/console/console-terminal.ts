import { WebglAddon } from '@xterm/addon-webgl';
import type { ThemeName } from '../ansi/palette.ts';
import { loadConsoleFonts } from './console-font.ts';
import { createXterm, type Xterm } from './create-xterm.ts';
import { hasGpu } from './gpu.ts';
import { encodeKey } from './input/encode-key.ts';
import { asksForImage, type Gestures, listenForGestures } from './input/gestures.ts';
import { notice } from './notice.ts';
import { nextFrame } from './output/next-frame.ts';
import { nextTask } from './output/next-task.ts';
import { END_OF_PICTURE, OutputQueue, type ParsingTerminal } from './output/output-queue.ts';
import type { Parser } from './output/output-scheduler.ts';
import type { ConsoleOwner } from './output/parsing-note.ts';
import { resetModes } from './output/reset-modes.ts';
import { windowScheduler, windowTiming } from './output/window-scheduler.ts';
import type { RequestEvents } from './requests/program-requests.ts';
import { terminalTheme } from './terminal-theme.ts';

export interface TerminalEvents extends RequestEvents, Pick<Gestures, 'onPasteRequest' | 'onDrop'> {
  onInput: (bytes: Uint8Array<ArrayBuffer>) => void;
  onResize: (size: { columns: number; rows: number }) => void;
  onCopy: (text: string) => void;
  onFind: () => void;
}

/**
 * Wraps xterm. It lives outside React, keeps its scrollback while hidden, and parses output when the scheduler gives it
 * time.
 */
export class ConsoleTerminal implements ParsingTerminal, Parser {
  readonly #element = document.createElement('div');
  readonly #events: TerminalEvents;
  readonly #owner: () => ConsoleOwner;
  readonly #resizes: ResizeObserver;
  readonly #output: OutputQueue;
  #theme: ThemeName;
  #isReadOut = false;
  #xterm: Xterm;
  #webgl: WebglAddon | undefined;
  #opened = false;
  /** A picture was parsed whole, and waits to be shown. */
  #hasPicture = false;
  #disposed = false;

  constructor(options: { theme: ThemeName; owner: () => ConsoleOwner; events: TerminalEvents }) {
    const { theme, owner, events } = options;
    this.#events = events;
    this.#owner = owner;
    this.#theme = theme;
    this.#xterm = this.#create();
    this.#output = new OutputQueue(this, windowTiming);
    this.#element.className = 'h-full w-full';
    listenForGestures(this.#element, {
      onPasteRequest: events.onPasteRequest,
      onDrop: events.onDrop,
      onMenu: () => (this.selection === '' ? events.onPasteRequest('clipboard') : this.copy()),
      onProgramKey: (bytes) => this.#xterm.terminal.input(bytes),
      programHasMouse: () => this.#xterm.terminal.modes.mouseTrackingMode !== 'none',
    });
    this.#resizes = new ResizeObserver(() => this.fit());
  }

  get size(): { columns: number; rows: number } {
    const { cols, rows } = this.#xterm.terminal;
    return { columns: cols, rows };
  }

  get selection(): string {
    return this.#xterm.terminal.getSelection();
  }

  get owner(): ConsoleOwner {
    return this.#owner();
  }

  get inSight(): boolean {
    return this.#element.isConnected;
  }

  get isDrawing(): boolean {
    return this.inSight && this.#xterm.terminal.modes.synchronizedOutputMode;
  }

  get empty(): boolean {
    return this.#output.empty;
  }

  /** Attaches the terminal to the page and keeps its content. Resolves when it has its size. */
  async show(parent: HTMLElement): Promise<void> {
    parent.append(this.#element);
    await loadConsoleFonts(document.fonts);
    // xterm lays the page out several times as it opens, and a click has already waited for the view around it.
    await nextTask();
    if (this.#element.parentElement !== parent) return;
    this.#open();
    this.#resizes.observe(this.#element);
    this.fit();
    this.#drawWithGpu(true);
  }

  /** Detaches the terminal from the page. It still parses output, but draws nothing. */
  hide(): void {
    this.#resizes.disconnect();
    this.#drawWithGpu(false);
    this.#element.remove();
  }

  focus(): void {
    this.#xterm.terminal.focus();
  }

  fit(): void {
    if (this.#element.isConnected && this.#element.clientWidth > 0) this.#xterm.fit.fit();
  }

  setTheme(theme: ThemeName): void {
    this.#theme = theme;
    this.#xterm.terminal.options.theme = terminalTheme(theme);
  }

  /** Repeats what is printed where a screen reader reads it. */
  setReadOut(isReadOut: boolean): void {
    this.#isReadOut = isReadOut;
    this.#xterm.terminal.options.screenReaderMode = isReadOut;
  }

  /** Queues output of the program. `onParsed` runs after parsing; acknowledge the bytes then. */
  print(bytes: Uint8Array | string, onParsed?: () => void): void {
    this.#output.add(bytes, onParsed);
    windowScheduler.request(this);
  }

  /** Parses text at once; only for `OutputQueue`. */
  write(text: string, onParsed: () => void): void {
    if (text.endsWith(END_OF_PICTURE)) this.#hasPicture = true;
    this.#xterm.terminal.write(text, onParsed);
  }

  async turn(budgetMs: number): Promise<void> {
    const parsed = await this.#output.turn(budgetMs);
    if (!parsed && !this.#disposed) this.#reset();
    // The next picture would keep this one from being shown, for as long as the program draws faster than the window.
    if (this.#hasPicture && this.inSight) await nextFrame();
    this.#hasPicture = false;
  }

  /** Pastes a text, bracketed if the program has enabled that. */
  paste(text: string): void {
    this.#xterm.terminal.paste(text);
    this.focus();
  }

  /** Resets the modes that an ended program may have left on. */
  leaveProgram(): void {
    this.#output.forgetUnfinished();
    this.print(resetModes(this.#xterm.terminal.buffer.active.type));
  }

  copy(): void {
    if (this.selection !== '') this.#events.onCopy(this.selection);
    this.#xterm.terminal.clearSelection();
  }

  find(text: string, direction: 'next' | 'previous'): boolean {
    const { search } = this.#xterm;
    return direction === 'next' ? search.findNext(text, { incremental: false }) : search.findPrevious(text);
  }

  endFind(): void {
    this.#xterm.search.clearDecorations();
    this.#xterm.terminal.clearSelection();
    this.focus();
  }

  dispose(): void {
    this.#disposed = true;
    windowScheduler.forget(this);
    this.#output.dispose();
    this.hide();
    this.#xterm.terminal.dispose();
  }

  #create(): Xterm {
    const { onInput, onResize, onCopyRequest, onNotification } = this.#events;
    const onKey = (event: KeyboardEvent) => this.#onKey(event);
    const events = { onInput, onResize, onKey, onCopyRequest, onNotification };
    return createXterm({ theme: this.#theme, isReadOut: this.#isReadOut, events });
  }

  #open(): void {
    if (this.#opened) return;
    this.#opened = true;
    this.#xterm.terminal.open(this.#element);
  }

  /** Replaces the terminal, because xterm parses nothing after it has thrown. */
  #reset(): void {
    const { size, inSight } = this;
    this.#drawWithGpu(false);
    this.#xterm.terminal.dispose();
    this.#element.replaceChildren();
    this.#xterm = this.#create();
    this.#xterm.terminal.resize(size.columns, size.rows);
    this.#opened = false;
    if (inSight) {
      this.#open();
      this.#drawWithGpu(true);
    }
    this.#output.recover(notice('what was printed here broke the terminal, which was reset'));
  }

  /** Uses WebGL only for the visible console, and only on a GPU. */
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
    this.#xterm.terminal.loadAddon(webgl);
  }

  /**
   * Handles the app's own keys, and those that xterm would send like another key. Returns false for these, so that xterm
   * does nothing.
   */
  #onKey(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    if (asksForImage(event)) return false;
    const action = this.#ownKey(event) ?? this.#programKey(event);
    if (!action) return true;
    // Otherwise the browser would type the key into xterm's input field, which sends it once more.
    event.preventDefault();
    event.stopPropagation();
    action();
    return false;
  }

  #ownKey({ key, ctrlKey, shiftKey, altKey }: KeyboardEvent): (() => void) | undefined {
    if (key === 'F3' && !ctrlKey && !altKey) return this.#events.onFind;
    if (!ctrlKey || !shiftKey || altKey) return undefined;
    switch (key.toLowerCase()) {
      case 'c':
        return () => this.copy();
      case 'v':
        return () => this.#events.onPasteRequest('clipboard');
      case 'arrowup':
        return () => this.#xterm.prompts.jump('previous');
      case 'arrowdown':
        return () => this.#xterm.prompts.jump('next');
      default:
        return undefined;
    }
  }

  #programKey(event: KeyboardEvent): (() => void) | undefined {
    const { terminal, keyboard } = this.#xterm;
    const bytes = encodeKey(event, keyboard.mode(terminal.buffer.active.type));
    return bytes === undefined ? undefined : () => terminal.input(bytes);
  }
}
