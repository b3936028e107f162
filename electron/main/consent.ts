import { type BrowserWindow, dialog } from 'electron';
import type { ConsentQuestion } from '../contract/consent.ts';
import type { FromHost, ToHost } from '../contract/host.ts';
import { printableLines } from '../lib/printable.ts';

/** The part of the engine host that consent uses. */
interface ConsentHost {
  message: { on(listener: (message: FromHost) => void): () => void };
  send(message: Extract<ToHost, { type: 'consent-answer' }>): void;
}

/** Asks the person in a system dialog, which no page can answer; without a window the answer is no. */
export async function askPerson(
  { message, detail }: ConsentQuestion,
  window: BrowserWindow | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!window || signal?.aborted) return false;
  const { response } = await dialog.showMessageBox(window, {
    ...(signal ? { signal } : {}),
    type: 'question',
    // Names in it come from agents and files; the line breaks are the app's own.
    message: printableLines(message),
    detail: printableLines(detail),
    buttons: ['Allow', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

/** Answers the engine host's requests for consent, one question at a time. */
export function serveConsent(host: ConsentHost, window: () => BrowserWindow | undefined): void {
  let turn: Promise<unknown> = Promise.resolve();
  const asked = new Map<number, AbortController>();
  host.message.on((message) => {
    if (message.type === 'consent-withdrawn') asked.get(message.requestId)?.abort();
    if (message.type !== 'consent-wanted') return;
    const { requestId, question } = message;
    const withdrawal = new AbortController();
    asked.set(requestId, withdrawal);
    turn = turn
      .then(() => askPerson(question, window(), withdrawal.signal))
      .catch(() => false) // A dialog that cannot be shown counts as a refusal.
      .then((allowed) => {
        asked.delete(requestId);
        host.send({ type: 'consent-answer', requestId, allowed });
      });
  });
}
