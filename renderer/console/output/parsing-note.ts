import { z } from 'zod';

/** Outlives a reload of the window, and goes with it when it is closed. */
const KEY = 'bulkhead.parsing';

const ownerSchema = z.object({ agent: z.string(), console: z.string() });
/** A console as a person knows it. */
export type ConsoleOwner = z.infer<typeof ownerSchema>;

/** Notes whose output the window parses now: if it never gets to say that it has, that console is to blame. */
export function noteParsing(owner: ConsoleOwner | null): void {
  if (owner === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(owner));
}

/** The console whose output was being parsed when the page before this one ended; read once. */
export function takeParsingNote(): ConsoleOwner | null {
  const note = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (note === null) return null;
  try {
    return ownerSchema.parse(JSON.parse(note));
  } catch {
    // Written by another version of the app.
    return null;
  }
}
