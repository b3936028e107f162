import type { App, BrowserWindow } from 'electron';
import type { Preferences } from '../contract/preferences.ts';

interface QuitOptions {
  app: App;
  preference(): Preferences['onQuit'];
  /** Stores the answer for all later quits. */
  remember(answer: 'stop' | 'keep'): void;
  /** Shows the question in the window. */
  ask(runningAgents: number): void;
}

/**
 * Decides what happens to running agents when the person quits. The window asks when the person closes it. Any other quit
 * (the session ends, a script) is never delayed. A second attempt to close the window while the question is open closes
 * it, so that a page that hangs cannot keep the app alive.
 */
export class Quit {
  readonly #options: QuitOptions;
  #runningAgents = 0;
  #answer: 'stop' | 'keep' | undefined;
  #quitting = false;
  #asked = false;

  constructor(options: QuitOptions) {
    this.#options = options;
    options.app.on('before-quit', () => {
      this.#quitting = true;
    });
  }

  /** Whether running agents are stopped before the app ends. */
  get stopsAgents(): boolean {
    return (this.#answer ?? this.#options.preference()) === 'stop';
  }

  running(agents: number): void {
    this.#runningAgents = agents;
  }

  watch(window: BrowserWindow): void {
    this.#asked = false;
    window.on('close', (event) => {
      const mustAsk = this.#runningAgents > 0 && this.#options.preference() === 'ask';
      // On macOS an app keeps running after its window is closed.
      if (process.platform === 'darwin' || this.#quitting || this.#asked || !mustAsk) return;
      event.preventDefault();
      this.#asked = true;
      this.#options.ask(this.#runningAgents);
    });
  }

  /** Cancels the quit. */
  cancel(): void {
    this.#asked = false;
  }

  answer(answer: 'stop' | 'keep', remember: boolean): void {
    this.#answer = answer;
    if (remember) this.#options.remember(answer);
    this.#options.app.quit();
  }
}
