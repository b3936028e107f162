import { type Fields, listOf, textOf } from './fields.ts';
import type { LineEvent } from './json-reader.ts';

type Todos = Extract<LineEvent, { kind: 'todos' }>;

/** A list of to-dos as Claude Code, Gemini CLI and OpenCode have it; `name` is the field that holds what is to do. Pure. */
export function todosOf(value: unknown, name: 'content' | 'description'): Todos {
  const items = listOf(value).map((item) => ({ text: textOf(item[name]), state: stateOf(item) }));
  return { kind: 'todos', items };
}

function stateOf({ status }: Fields): Todos['items'][number]['state'] {
  if (status === 'in_progress') return 'doing';
  return status === 'completed' || status === 'cancelled' ? 'done' : 'open';
}
