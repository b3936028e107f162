import type { StreamInput } from '../../electron/contract/registry.ts';
import { FollowFeed } from '../ipc/follow-feed.ts';
import { EMPTY_TRANSCRIPT, type TranscriptText, withOutput } from './transcript-text.ts';

/** What a part of an attempt printed, and prints while a view shows it. */
export class TranscriptFeed extends FollowFeed<'task.transcript'> {
  #transcript = EMPTY_TRANSCRIPT;

  constructor(input: StreamInput<'task.transcript'>) {
    let decoder = new TextDecoder();
    let isFirst = true;
    super({
      stream: 'task.transcript',
      input,
      onOpen: () => {
        decoder = new TextDecoder();
        isFirst = true;
      },
      onBatch: ({ bytes, skipped }) => {
        // What was shown before the connection broke stays until there is more.
        const before = isFirst ? EMPTY_TRANSCRIPT : this.#transcript;
        isFirst = false;
        this.#transcript = withOutput(before, decoder.decode(bytes, { stream: true }), skipped);
      },
    });
  }

  get transcript(): TranscriptText {
    return this.#transcript;
  }
}
