import type { AttemptProgress } from '../../contract/attempt-progress.ts';
import type { TaskOutput } from '../../contract/task-program.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import { Scope } from '../../lib/scope.ts';
import type { CountedSession } from '../../transcript/codex.ts';
import { ProgressReader } from './progress-reader.ts';

const TELL_EVERY_MS = 1_000;

/** What the programs that work now say of themselves, by the attempt of each. */
export class LiveProgress {
  /** At most once a second. */
  readonly changed = new Emitter<void>();
  readonly #clock: Clock;
  readonly #scope = new Scope();
  readonly #readers = new Map<string, { reader: ProgressReader; shown: ProgressReader }>();
  #isTelling = false;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
  }

  of(id: string): AttemptProgress {
    return this.#readers.get(id)?.shown.progress ?? {};
  }

  /**
   * Begins to read an output from its first byte. What was read of it before is shown until as much is read again.
   * `before`: the session that it may go on with. Returns what takes the output.
   */
  follow(id: string, output: TaskOutput, before?: CountedSession): (bytes: Uint8Array) => void {
    const reader = new ProgressReader(output, before);
    const entry = { reader, shown: this.#readers.get(id)?.shown ?? reader };
    this.#readers.set(id, entry);
    return (bytes) => {
      const before = entry.shown.progress;
      reader.push(bytes);
      if (reader.readBytes >= entry.shown.readBytes) entry.shown = reader;
      if (entry.shown.progress !== before) this.#tell();
    };
  }

  /** The progress of an output that is over, which is forgotten here. */
  end(id: string): AttemptProgress {
    const entry = this.#readers.get(id);
    this.#readers.delete(id);
    entry?.reader.end();
    return entry?.shown.progress ?? {};
  }

  #tell(): void {
    if (this.#isTelling || this.#scope.disposed) return;
    this.#isTelling = true;
    const forget = this.#scope.add(
      this.#clock.after(TELL_EVERY_MS, () => {
        forget();
        this.#isTelling = false;
        this.changed.emit();
      }),
    );
  }
}
