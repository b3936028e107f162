import type { CallName, StreamName } from './registry.ts';

/**
 * Calls and streams of the person's own programs, refused to windows: a page that was taken over could agree for the
 * person, choose where files are written, or write into the audit. A window has its settings from its own process.
 */
export const PROGRAM_ONLY: ReadonlySet<string> = new Set<CallName | StreamName>([
  'access.record',
  'consents.answer',
  'consents.watch',
  'save-places.offer',
  'settings.update',
  'settings.watch',
]);
