import type { FileEdit, TokenUsage } from '../contract/transcript.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { jsonReader, type LineEvent } from './json-reader.ts';
import type { TranscriptReader } from './reader.ts';
import { NO_TOKENS, tokensBeyond } from './tokens.ts';
import { resultText, toolInput } from './tool-input.ts';

/** A session, and what was counted of it before. */
export interface CountedSession {
  id: string;
  tokens: TokenUsage;
}

/**
 * Reads `codex exec --json`, as version 0.169.0 prints it (codex-rs/exec/src/exec_events.rs in openai/codex). Its lines
 * have no time. The usage of a turn is that of the whole session so far, and so is that of a follow-up: `before` says what
 * of it was counted already.
 */
export function codexReader(before: CountedSession | undefined): TranscriptReader {
  let counted = NO_TOKENS;
  const begun = new Set<string>();
  const eventsOf = (line: Fields): LineEvent[] | undefined => {
    switch (line.type) {
      case 'thread.started': {
        const id = textOf(line.thread_id);
        if (id === before?.id) counted = before.tokens;
        return [{ kind: 'session', id, model: undefined }];
      }
      case 'turn.started':
        return [];
      case 'turn.completed': {
        const total = tokensOf(fieldsOf(line.usage) ?? {});
        const tokens = tokensBeyond(total, counted);
        counted = total;
        return [{ kind: 'usage', model: undefined, tokens, costUsd: undefined }];
      }
      case 'turn.failed':
        return [{ kind: 'error', text: textOf(fieldsOf(line.error)?.message) }];
      case 'error':
        return [{ kind: 'error', text: textOf(line.message) }];
      case 'item.started':
      case 'item.updated':
      case 'item.completed':
        return itemEvents(fieldsOf(line.item) ?? {}, line.type, begun);
      default:
        return undefined;
    }
  };
  return jsonReader((line) => {
    const events = eventsOf(line);
    return events && { at: undefined, events };
  });
}

/** `input_tokens` has the cached ones in it. */
function tokensOf(usage: Fields): TokenUsage {
  const cacheRead = countOf(usage.cached_input_tokens);
  const cacheWrite = countOf(usage.cache_write_input_tokens);
  const input = Math.max(0, countOf(usage.input_tokens) - cacheRead - cacheWrite);
  return { input, output: countOf(usage.output_tokens), cacheRead, cacheWrite };
}

type Step = 'item.started' | 'item.updated' | 'item.completed';

function itemEvents(item: Fields, step: Step, begun: Set<string>): LineEvent[] | undefined {
  switch (item.type) {
    case 'agent_message':
    case 'plan':
      return atEnd(step, [{ kind: 'message', from: 'agent', text: textOf(item.text) }]);
    case 'reasoning':
      return atEnd(step, [{ kind: 'thinking', text: textOf(item.text) }]);
    case 'error':
      return atEnd(step, [{ kind: 'error', text: textOf(item.message) }]);
    case 'todo_list': {
      const items = listOf(item.items).map(({ text, completed }) => ({
        text: textOf(text),
        state: completed === true ? ('done' as const) : ('open' as const),
      }));
      return [{ kind: 'todos', items }];
    }
    case 'command_execution':
    case 'file_change':
    case 'mcp_tool_call':
    case 'collab_tool_call':
    case 'web_search':
      return callEvents(item, step, begun);
    default:
      return undefined;
  }
}

const atEnd = (step: Step, events: LineEvent[]) => (step === 'item.completed' ? events : []);

/** More calls than one program can have open; an agent that opens more has them begun again at their end. */
const OPEN_MAX = 10_000;

/** An item is a call with its result; some come only when they are over. */
function callEvents(item: Fields, step: Step, begun: Set<string>): LineEvent[] {
  const callId = textOf(item.id);
  const events: LineEvent[] = [];
  if (!begun.has(callId)) {
    if (begun.size < OPEN_MAX) begun.add(callId);
    events.push({ kind: 'tool-call', callId, ...callOf(item), parent: undefined });
  }
  if (step === 'item.completed') {
    begun.delete(callId);
    events.push({ kind: 'tool-result', callId, output: outputOf(item), failed: hasFailed(item) });
  }
  return events;
}

function callOf(item: Fields): { tool: string; input: string; edits: FileEdit[] } {
  switch (item.type) {
    case 'command_execution':
      return { tool: 'shell', input: textOf(item.command), edits: [] };
    case 'file_change': {
      const changes = listOf(item.changes);
      const edits = changes.map(({ path }) => ({ path: textOf(path), diff: undefined }));
      const lines = changes.map(({ kind, path }) => `${textOf(kind)} ${textOf(path)}`);
      return { tool: 'apply_patch', input: toolInput(lines.join('\n')), edits };
    }
    case 'mcp_tool_call':
      return {
        tool: `${textOf(item.server)}.${textOf(item.tool)}`,
        input: toolInput(item.arguments),
        edits: [],
      };
    case 'collab_tool_call':
      return { tool: textOf(item.tool), input: textOf(item.prompt), edits: [] };
    default:
      return { tool: 'web_search', input: textOf(item.query), edits: [] };
  }
}

function outputOf(item: Fields): string {
  const failure = textOf(fieldsOf(item.error)?.message);
  if (failure !== '') return failure;
  return item.type === 'mcp_tool_call'
    ? resultText(fieldsOf(item.result)?.content)
    : textOf(item.aggregated_output);
}

function hasFailed({ status }: Fields): boolean {
  return status === 'failed' || status === 'declined';
}
