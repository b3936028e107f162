import { create } from 'zustand';
import { showFailure } from '../../errors/error-steps.ts';
import { callShell } from '../../ipc/shell.ts';
import { showToast } from '../../ui/overlays/toasts.tsx';
import { type CopyRequest, countCharacters } from './copy-request.ts';

/** A program can ask thousands of times a second; the newest text is shown. */
const SHOW_AFTER_MS = 100;

export interface CopyOffer extends CopyRequest {
  consoleId: number;
  /** Counts up, so that a button never copies another text than the one that was read. */
  id: number;
}

/** The text that a program wants to copy, until a person has answered. */
export const useCopyOffer = create<{ offer: CopyOffer | null }>()(() => ({ offer: null }));

let newest: CopyOffer | undefined;
let isWaiting = false;
let nextId = 1;

/** Offers a text to a person. Nothing is copied before they agree. */
export function offerCopy(consoleId: number, request: CopyRequest): void {
  newest = { ...request, consoleId, id: nextId++ };
  if (isWaiting) return;
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    if (newest) useCopyOffer.setState({ offer: newest });
  }, SHOW_AFTER_MS);
}

export function acceptCopy({ text, target, consoleId }: CopyOffer): void {
  forgetCopy(consoleId);
  callShell('clipboard.write', { text, to: target }).then(
    () => showToast({ tone: 'success', title: `${countCharacters(text)} copied` }),
    (thrown: unknown) => showFailure('The text could not be copied', thrown),
  );
}

/** Handles a declined offer, and the end of its console. */
export function forgetCopy(consoleId: number): void {
  if (newest?.consoleId === consoleId) newest = undefined;
  if (useCopyOffer.getState().offer?.consoleId === consoleId) useCopyOffer.setState({ offer: null });
}
