import type { App, BrowserWindow } from 'electron';
import type { Preferences } from '../contract/preferences.ts';

export type QuitAnswer = Exclude<Preferences['onQuit'], 'ask'>;

interface QuitOptions {
  app: Pick<App, 'on' | 'quit'>;
  preference(): Preferences['onQuit'];
  /** Whether a hidden window can be found again. */
  hasTray(): boolean;
  /** Stores the answer for all later quits. */
  remember(answer: QuitAnswer): void;
  /** Shows the question in the window. */
  ask(runningAgents: number): void;
}

type Window = Pick<BrowserWindow, 'on' | 'hide'>;

/**
 * Decides what happens to running agents when the person quits, or closes the window to the tray. The window asks when
 * the person closes it. Any other quit (the session ends, a script) is never delayed. A second attempt to close the window
 * while the question is open closes it, so that a page that hangs cannot keep the app alive.
 */
export class Quit {
  readonly #options: QuitOptions;
  readonly #platform: NodeJS.Platform;
  #runningAgents = 0;
  #answer: QuitAnswer | undefined;
  #quitting = false;
  #asked = false;
  #window: Window | undefined;

  constructor(options: QuitOptions, platform: NodeJS.Platform = process.platform) {
    this.#options = options;
    this.#platform = platform;
    options.app.on('before-quit', () => {
      this.#quitting = true;
    });
  }

  /** Whether running agents are stopped before the app ends. */
  get stopsAgents(): boolean {
    return (this.#answer ?? this.#options.preference()) === 'stop';
  }

  /** Whether closing the window only hides it. */
  get hidesWindow(): boolean {
    return this.#options.preference() === 'tray' && this.#options.hasTray();
  }

  running(agents: number): void {
    this.#runningAgents = agents;
  }

  watch(window: Window): void {
    this.#asked = false;
    this.#window = window;
    window.on('close', (event) => {
      // On macOS an app keeps running after its window is closed.
      if (this.#platform === 'darwin' || this.#quitting || this.#asked) return;
      if (this.hidesWindow) {
        event.preventDefault();
        window.hide();
      } else if (this.#runningAgents > 0 && this.#mustAsk) {
        event.preventDefault();
        this.#asked = true;
        this.#options.ask(this.#runningAgents);
      }
    });
  }

  /** Cancels the quit. */
  cancel(): void {
    this.#asked = false;
  }

  answer(answer: QuitAnswer, remember: boolean): void {
    if (remember) this.#options.remember(answer);
    if (answer === 'tray') {
      this.#asked = false;
      this.#window?.hide();
      return;
    }
    this.#answer = answer;
    this.#options.app.quit();
  }

  /** Without a tray, the choice to stay in it answers nothing. */
  get #mustAsk(): boolean {
    const preference = this.#options.preference();
    return preference === 'ask' || preference === 'tray';
  }
}
