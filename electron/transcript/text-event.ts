import type { TranscriptEvent } from '../contract/transcript.ts';
import { bounded } from './bounds.ts';

/** A line that is shown as it is. */
export function textEvent(line: string): TranscriptEvent {
  const text = bounded(line);
  return { at: undefined, raw: text, kind: 'text', text };
}
