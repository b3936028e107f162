import { z } from 'zod';

/** Session storage survives a reload of the window, but not its end. */
const KEY = 'bulkhead.parsing';

const ownerSchema = z.object({ agent: z.string(), console: z.string() });
/** A console as a person knows it. */
export type ConsoleOwner = z.infer<typeof ownerSchema>;

/** Stores whose output the window parses now. If the window hangs, the note identifies the console that caused it. */
export function noteParsing(owner: ConsoleOwner | null): void {
  if (owner === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(owner));
}

/** Returns, and removes, the note of the previous page: the console whose output it was parsing when it ended. */
export function takeParsingNote(): ConsoleOwner | null {
  const note = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (note === null) return null;
  try {
    return ownerSchema.parse(JSON.parse(note));
  } catch {
    // Another version of the app may have written the note.
    return null;
  }
}
