import type { App, BrowserWindow } from 'electron';
import type { Preferences } from '../contract/preferences.ts';

interface QuitOptions {
  app: App;
  preference(): Preferences['onQuit'];
  /** Makes the answer the one for good. */
  remember(answer: 'stop' | 'keep'): void;
  /** Shows the question in the window. */
  ask(runningAgents: number): void;
}

/**
 * What becomes of running agents when a person quits. The question is asked when they close the window, in the window.
 * A quit that comes from elsewhere (the session ends, a script) is never held up, and a window that is closed again
 * while the question stands closes: a page that hangs must not keep the app alive.
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

  /** Whether running agents are stopped before the app is gone. */
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
      // On macOS an app outlives its window.
      if (process.platform === 'darwin' || this.#quitting || this.#asked || !mustAsk) return;
      event.preventDefault();
      this.#asked = true;
      this.#options.ask(this.#runningAgents);
    });
  }

  /** The person thought better of it. */
  cancel(): void {
    this.#asked = false;
  }

  answer(answer: 'stop' | 'keep', remember: boolean): void {
    this.#answer = answer;
    if (remember) this.#options.remember(answer);
    this.#options.app.quit();
  }
}
