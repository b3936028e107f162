import type { FileEdit, TokenUsage, TranscriptEvent } from '../../../electron/contract/transcript.ts';

/** What came back of a call. */
export interface CallResult {
  output: string;
  failed: boolean;
  at: number | undefined;
}

export type Todo = Extract<TranscriptEvent, { kind: 'todos' }>['items'][number];

export type RowContent =
  | { kind: 'message'; from: 'agent' | 'person'; text: string }
  | { kind: 'thinking'; text: string }
  | {
      kind: 'call';
      callId: string;
      tool: string;
      input: string;
      edits: FileEdit[];
      result: CallResult | undefined;
      /** The list that the call is about, if it is. */
      todos: Todo[] | undefined;
    }
  /** The result of a call that is not in the transcript. */
  | { kind: 'result'; result: CallResult }
  | { kind: 'todos'; items: Todo[] }
  | { kind: 'error'; text: string }
  /** Of a turn, as far as it is. */
  | { kind: 'usage'; models: string[]; tokens: TokenUsage; costUsd: number | undefined }
  | { kind: 'session'; id: string; model: string | undefined }
  | { kind: 'text'; text: string };

/** One row of the view. It is the same object as long as it is shown; `revision` counts its changes. */
export interface Row {
  readonly n: number;
  /** The line that it came from. */
  readonly line: number;
  /** How many sub-agents deep. */
  readonly depth: number;
  readonly at: number | undefined;
  readonly parent: Row | undefined;
  content: RowContent;
  revision: number;
  /** Its height before it was measured. */
  px: number;
  /** The last row of its sub-agent; undefined while there is none. */
  last: Row | undefined;
}

/** The texts of a row that a person reads, in their order. */
export function textsOf(content: RowContent): string[] {
  switch (content.kind) {
    case 'call': {
      const { tool, input, edits, todos = [], result } = content;
      const changed = edits.flatMap(({ path, diff }) => [path, diff ?? '']);
      const listed = todos.map(({ text }) => text);
      return [tool, ...(showsInput(content) ? [input] : []), ...changed, ...listed, result?.output ?? ''];
    }
    case 'result':
      return [content.result.output];
    case 'todos':
      return content.items.map(({ text }) => text);
    case 'usage':
      return content.models;
    case 'session':
      return [content.id, content.model ?? ''];
    default:
      return [content.text];
  }
}

/** The input of a call that changes files or to-dos says what their differences and the list show. */
export function showsInput({
  edits,
  todos,
}: Pick<Extract<RowContent, { kind: 'call' }>, 'edits' | 'todos'>): boolean {
  return !todos && (edits.length === 0 || edits.some(({ diff }) => diff === undefined));
}
