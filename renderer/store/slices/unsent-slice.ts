import { z } from 'zod';
import type { SetSlice, SliceStore } from './slice.ts';
import type { TasksSlice } from './tasks-slice.ts';

const diffCommentSchema = z.object({
  id: z.string(),
  /** As the list of changes names the file. */
  path: z.string(),
  /** Of which side the line is: before the agent's change, or after it. */
  side: z.enum(['old', 'now']),
  line: z.number().int(),
  code: z.string(),
  text: z.string(),
});
/** What a person says about a line of an agent's changes. */
export type DiffComment = z.infer<typeof diffCommentSchema>;

const unsentSchema = z.object({ message: z.string(), comments: z.array(diffCommentSchema) });
/** What is written for an attempt and not sent yet. */
export type Unsent = z.infer<typeof unsentSchema>;

const NOTHING: Unsent = { message: '', comments: [] };

export interface UnsentSlice {
  /** By the attempt's id. */
  unsent: Readonly<Record<string, Unsent>>;
  changeUnsent(attemptId: string, change: (unsent: Unsent) => Unsent): void;
  /** Forgets what was for attempts that are gone. */
  keepUnsentOf(attemptIds: ReadonlySet<string>): void;
}

export const createUnsentSlice = (set: SetSlice<UnsentSlice>): UnsentSlice => ({
  unsent: {},
  changeUnsent: (attemptId, change) =>
    set(({ unsent }) => ({ unsent: { ...unsent, [attemptId]: change(unsent[attemptId] ?? NOTHING) } })),
  keepUnsentOf: (attemptIds) =>
    set(({ unsent }) => {
      const kept = Object.entries(unsent).filter(([attemptId]) => attemptIds.has(attemptId));
      return kept.length === Object.keys(unsent).length ? {} : { unsent: Object.fromEntries(kept) };
    }),
});

export const selectUnsent =
  (attemptId: string) =>
  ({ unsent }: UnsentSlice): Unsent =>
    unsent[attemptId] ?? NOTHING;

const STORAGE_KEY = 'unsent-follow-ups';

/** Keeps what is not sent over restarts in the window's storage, as long as its attempt is there. Returns what ends it. */
export function keepUnsent(
  store: SliceStore<UnsentSlice & TasksSlice>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): () => void {
  for (const [attemptId, kept] of Object.entries(readUnsent(storage.getItem(STORAGE_KEY))))
    store.getState().changeUnsent(attemptId, () => kept);
  return store.subscribe(({ unsent, tasks }, previous) => {
    if (unsent !== previous.unsent) writeUnsent(storage, unsent);
    if (tasks !== null && tasks !== previous.tasks) {
      const attempts = tasks.flatMap(({ attempts }) => attempts);
      store.getState().keepUnsentOf(new Set(attempts.map(({ id }) => id)));
    }
  });
}

function writeUnsent(storage: Pick<Storage, 'setItem'>, unsent: UnsentSlice['unsent']): void {
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify(unsent));
  } catch {
    // The storage is full: what is written is kept until the window closes.
  }
}

function readUnsent(text: string | null): Record<string, Unsent> {
  if (text === null) return {};
  try {
    return z.record(z.string(), unsentSchema).parse(JSON.parse(text));
  } catch {
    // Written by another version of the app.
    return {};
  }
}
