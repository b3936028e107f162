import { FollowFeed } from '../ipc/follow-feed.ts';
import type { LineTest } from './log-filter.ts';
import { LogWindow, WINDOW_LIMITS } from './log-window.ts';

/** Of a frame of 16 ms, as much as the window can spare for a filter. */
const SLICE_MS = 8;

/** One agent's log, followed while a view shows it. */
export class LogFeed extends FollowFeed<'logs.follow'> {
  readonly lines: LogWindow;
  #nextSlice: ReturnType<typeof setTimeout> | undefined;

  constructor(agentId: string) {
    const lines = new LogWindow();
    super({
      stream: 'logs.follow',
      input: { agentId, tail: WINDOW_LIMITS.lines },
      onOpen: () => lines.clear(),
      onBatch: (batch) => {
        lines.add(batch);
        this.#search();
      },
    });
    this.lines = lines;
  }

  filter(test: LineTest): void {
    this.lines.filter(test);
    this.#search();
    this.changed();
  }

  clear(): void {
    this.lines.clear();
    this.changed();
  }

  override close(): void {
    clearTimeout(this.#nextSlice);
    this.#nextSlice = undefined;
    super.close();
  }

  /** Searches in slices, with a task between two of them for what the person does. */
  #search(): void {
    if (this.#nextSlice !== undefined) return;
    const endsAt = performance.now() + SLICE_MS;
    if (this.lines.search(() => performance.now() >= endsAt)) return;
    this.#nextSlice = setTimeout(() => {
      this.#nextSlice = undefined;
      this.#search();
      this.changed();
    }, 0);
  }
}
