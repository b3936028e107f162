import type { TranscriptEvent } from '../../../electron/contract/transcript.ts';
import { RowList } from './row-list.ts';
import type { Row } from './rows.ts';

type Part<K extends TranscriptEvent['kind']> = Partial<Extract<TranscriptEvent, { kind: K }>>;

const about = { at: undefined, raw: '' };

export const message = (text: string): TranscriptEvent => ({
  ...about,
  kind: 'message',
  from: 'agent',
  text,
});

export const call = (callId: string, more: Part<'tool-call'> = {}): TranscriptEvent => ({
  ...about,
  kind: 'tool-call',
  callId,
  tool: 'Bash',
  input: '{"command":"ls"}',
  edits: [],
  parent: undefined,
  ...more,
});

export const result = (callId: string, more: Part<'tool-result'> = {}): TranscriptEvent => ({
  ...about,
  kind: 'tool-result',
  callId,
  output: 'done',
  failed: false,
  ...more,
});

export const todos = (...texts: string[]): TranscriptEvent => ({
  ...about,
  kind: 'todos',
  items: texts.map((text) => ({ text, state: 'open' as const })),
});

export function rowsOf(...events: TranscriptEvent[]): Row[] {
  const list = new RowList();
  events.forEach((event, line) => {
    list.add(event, line);
  });
  return [...list.rows];
}
