import { FollowFeed } from '../ipc/follow-feed.ts';
import type { LineTest } from './log-filter.ts';
import { LogWindow, WINDOW_LINES } from './log-window.ts';

/** One agent's log, followed while a view shows it. */
export class LogFeed extends FollowFeed<'logs.follow'> {
  readonly lines: LogWindow;

  constructor(agentId: string) {
    const lines = new LogWindow();
    super({
      stream: 'logs.follow',
      input: { agentId, tail: WINDOW_LINES },
      onOpen: () => lines.clear(),
      onBatch: (batch) => lines.add(batch),
    });
    this.lines = lines;
  }

  filter(test: LineTest): void {
    this.lines.filter(test);
    this.changed();
  }

  clear(): void {
    this.lines.clear();
    this.changed();
  }
}
