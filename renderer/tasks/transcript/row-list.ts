import type { TranscriptEvent } from '../../../electron/contract/transcript.ts';
import { estimatedPx } from './estimated-px.ts';
import type { Row, RowContent, Todo } from './rows.ts';

/** Calls of sub-agents in sub-agents are not indented further, because their text needs room too. */
const MAXIMUM_DEPTH = 4;
/** As many models of a turn as are named. */
const MAXIMUM_MODELS = 5;

/**
 * The rows of a transcript: an event is a row, but for the result of a call, which belongs to the row of its call, and for
 * what a
 * sub-agent does, whose rows follow the call that began it, and for the usage of a turn, which is one row.
 */
export class RowList {
  #rows: Row[] = [];
  #calls = new Map<string, Row>();
  #next = 0;
  #newestTodos: Row | undefined;
  /** The usage of the turn. */
  #usage: Row | undefined;

  /** The array is reused: read it while rendering, do not keep it. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** The list of to-dos that is in force. */
  get newestTodos(): Row | undefined {
    return this.#newestTodos;
  }

  add(event: TranscriptEvent, line: number): void {
    const { at } = event;
    switch (event.kind) {
      case 'tool-call': {
        const { callId, tool, input, edits } = event;
        const parent = event.parent === undefined ? undefined : this.#calls.get(event.parent);
        const content: RowContent = {
          kind: 'call',
          callId,
          tool,
          input,
          edits,
          result: undefined,
          todos: undefined,
        };
        this.#calls.set(callId, this.#insert({ content, at, line }, parent));
        return;
      }
      case 'tool-result': {
        const result = { output: event.output, failed: event.failed, at };
        const call = this.#calls.get(event.callId);
        if (call?.content.kind !== 'call' || call.content.result) {
          this.#insert({ content: { kind: 'result', result }, at, line }, call?.parent);
          return;
        }
        change(call, { ...call.content, result });
        return;
      }
      case 'todos':
        if (this.#newestTodos) this.#newestTodos.revision += 1;
        this.#newestTodos = this.#listTodos(event.items, at, line);
        return;
      case 'usage':
        this.#addUsage(event, line);
        return;
      default: {
        if (event.kind === 'session' || (event.kind === 'message' && event.from === 'person')) {
          this.#usage = undefined;
        }
        const { raw: _raw, at: _at, ...content } = event;
        this.#insert({ content, at, line });
      }
    }
  }

  /** Forgets the oldest rows: those of lines before this one, and what is above `most`. */
  drop(beforeLine: number, most: number): void {
    const tooMany = this.#rows.length - most;
    const kept = this.#rows.findIndex((row, index) => index >= tooMany && row.line >= beforeLine);
    const count = kept < 0 ? this.#rows.length : kept;
    for (const row of this.#rows.slice(0, count)) {
      if (row.content.kind === 'call' && this.#calls.get(row.content.callId) === row) {
        this.#calls.delete(row.content.callId);
      }
    }
    this.#rows = this.#rows.slice(count);
  }

  /** A call that is said together with a list is about that list. */
  #listTodos(items: Todo[], at: number | undefined, line: number): Row {
    const last = this.#rows.at(-1);
    if (last?.content.kind !== 'call' || last.line !== line) {
      return this.#insert({ content: { kind: 'todos', items }, at, line });
    }
    change(last, { ...last.content, todos: items });
    return last;
  }

  /** One row tells the usage of a turn, and stands where the newest answer of it ends. */
  #addUsage({ at, ...more }: Extract<TranscriptEvent, { kind: 'usage' }>, line: number): void {
    const index = this.#usage ? this.#rows.lastIndexOf(this.#usage) : -1;
    const before = index < 0 ? undefined : this.#usage?.content;
    if (index >= 0) this.#rows.splice(index, 1);
    const content = before?.kind === 'usage' ? withUsage(before, more) : withUsage(NO_USAGE, more);
    this.#usage = this.#insert({ content, at, line });
  }

  #insert(row: Pick<Row, 'content' | 'at' | 'line'>, parent?: Row): Row {
    const above = parent?.depth === MAXIMUM_DEPTH ? parent.parent : parent;
    const depth = above ? above.depth + 1 : 0;
    const added: Row = {
      ...row,
      n: this.#next,
      depth,
      parent: above,
      revision: 0,
      px: estimatedPx(row.content),
      last: undefined,
    };
    this.#next += 1;
    const before = above && lastOf(above);
    const index = before && before !== this.#rows.at(-1) ? this.#rows.lastIndexOf(before) : -1;
    if (index < 0) this.#rows.push(added);
    else this.#rows.splice(index + 1, 0, added);
    // The rows of a sub-agent end where the newest one of them does, also for those around it.
    for (let each = above; each && lastOf(each) === before; each = each.parent) each.last = added;
    return added;
  }
}

function change(row: Row, content: RowContent): void {
  row.content = content;
  row.px = estimatedPx(content);
  row.revision += 1;
}

type Usage = Extract<RowContent, { kind: 'usage' }>;

const NO_USAGE: Usage = {
  kind: 'usage',
  models: [],
  tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  costUsd: undefined,
};

function withUsage(
  { models, tokens, costUsd }: Usage,
  more: Pick<Extract<TranscriptEvent, { kind: 'usage' }>, 'model' | 'tokens' | 'costUsd'>,
): Usage {
  const isNew = models.length < MAXIMUM_MODELS && !models.some((model) => model === more.model);
  return {
    kind: 'usage',
    models: more.model !== undefined && isNew ? [...models, more.model] : models,
    tokens: {
      input: tokens.input + more.tokens.input,
      output: tokens.output + more.tokens.output,
      cacheRead: tokens.cacheRead + more.tokens.cacheRead,
      cacheWrite: tokens.cacheWrite + more.tokens.cacheWrite,
    },
    costUsd: more.costUsd === undefined ? costUsd : (costUsd ?? 0) + more.costUsd,
  };
}

const lastOf = (row: Row): Row => row.last ?? row;
