import type { AskCard, AskedRequest } from '../../electron/contract/asks.ts';
import { entryOf } from '../../electron/contract/blocked-target.ts';
import { printable } from '../../electron/lib/printable.ts';
import { reasonLabel } from '../egress/decision-labels.ts';

/** "curl wants to reach example.com", for a card's heading, a notification and a screen reader. */
export function wishOf(card: AskCard): string {
  const program = card.program === undefined ? 'A program' : printable(card.program);
  return `${program} wants to reach ${printable(entryOf(card))}`;
}

/** What is told of a new card beside its heading. */
export function whyOf({ reason, held }: AskCard): string {
  return held ? `${reasonLabel(reason)}. It waits for your answer.` : `${reasonLabel(reason)}.`;
}

/** "POST /v1/upload"; a tunnel is not read, so nothing is known but its host. */
export function requestLabel({ method, path, kind }: AskedRequest): string {
  if (kind === 'tunnel' || (method === undefined && path === undefined)) return 'An encrypted connection';
  return printable([method, path].filter((part) => part !== undefined).join(' '));
}
