import { aborted } from '../../lib/aborted.ts';
import type { Emitter } from '../../lib/emitter.ts';

/** What waits for a person's answer, and who shows it to them. */
interface Questions<T> {
  readonly changed: Pick<Emitter<void>, 'on'>;
  list(): T[];
  addWatcher(): () => void;
}

/** Pushes the list at once and after each change, until the client goes. It counts as a watcher so long. */
export async function watchList<T>(
  questions: Questions<T>,
  { signal, push }: { signal: AbortSignal; push(list: T[]): void },
): Promise<Record<string, never>> {
  const removeWatcher = questions.addWatcher();
  const unsubscribe = questions.changed.on(() => push(questions.list()));
  try {
    push(questions.list());
    await aborted(signal);
    return {};
  } finally {
    unsubscribe();
    removeWatcher();
  }
}
