import type { FileEdit } from '../contract/transcript.ts';
import { costOf, countOf, type Fields, fieldsOf, textOf, timeOf } from './fields.ts';
import { jsonReader, type LineEvent } from './json-reader.ts';
import { lineDiff } from './line-diff.ts';
import type { TranscriptReader } from './reader.ts';
import { todosOf } from './todos.ts';
import { resultText, toolInput } from './tool-input.ts';

/**
 * Reads `opencode run --format json`, as version 1.18.33 prints it (packages/opencode/src/cli/cmd/run.ts). A call of a
 * tool is printed when it is over. Every line names the session.
 */
export function opencodeReader(): TranscriptReader {
  let session = '';
  return jsonReader((line) => {
    const events = eventsOf(line, fieldsOf(line.part) ?? {});
    if (!events) return undefined;
    const id = textOf(line.sessionID);
    if (id !== '' && id !== session) {
      session = id;
      events.unshift({ kind: 'session', id, model: undefined });
    }
    return { at: timeOf(line.timestamp), events };
  });
}

function eventsOf(line: Fields, part: Fields): LineEvent[] | undefined {
  switch (line.type) {
    case 'step_start':
      return [];
    case 'text':
      return [{ kind: 'message', from: 'agent', text: textOf(part.text) }];
    case 'reasoning':
      return [{ kind: 'thinking', text: textOf(part.text) }];
    case 'tool_use':
      return toolEvents(part);
    case 'step_finish':
      return [usageEvent(part)];
    case 'error':
      return [{ kind: 'error', text: errorText(fieldsOf(line.error) ?? {}) }];
    default:
      return undefined;
  }
}

function toolEvents(part: Fields): LineEvent[] {
  const tool = textOf(part.tool);
  const callId = textOf(part.callID);
  const state = fieldsOf(part.state) ?? {};
  const input = fieldsOf(state.input) ?? {};
  const call: LineEvent = {
    kind: 'tool-call',
    callId,
    tool,
    input: toolInput(state.input),
    edits: editsOf(tool, input, fieldsOf(state.metadata) ?? {}),
    parent: undefined,
  };
  const todos = tool === 'todowrite' ? [todosOf(input.todos, 'content')] : [];
  if (state.status !== 'completed' && state.status !== 'error') return [call, ...todos];
  const failed = state.status === 'error';
  const output = failed ? textOf(state.error) : resultText(state.output);
  return [call, ...todos, { kind: 'tool-result', callId, output, failed }];
}

function editsOf(tool: string, input: Fields, metadata: Fields): FileEdit[] {
  const path = textOf(input.filePath);
  switch (tool) {
    case 'write':
      return [{ path, diff: lineDiff('', textOf(input.content)) }];
    case 'edit':
      return [
        {
          path,
          diff: hunksOf(textOf(metadata.diff)) ?? lineDiff(textOf(input.oldString), textOf(input.newString)),
        },
      ];
    default:
      return [];
  }
}

/** What follows the header of a unified diff. */
function hunksOf(diff: string): string | undefined {
  const start = diff.startsWith('@@ ') ? 0 : diff.indexOf('\n@@ ') + 1;
  return start > 0 || diff.startsWith('@@ ') ? diff.slice(start).trimEnd() : undefined;
}

/** `input` is without the cached tokens, and `output` without what the model thought. */
function usageEvent({ tokens, cost }: Fields): LineEvent {
  const { input, output, reasoning, cache } = fieldsOf(tokens) ?? {};
  const { read, write } = fieldsOf(cache) ?? {};
  return {
    kind: 'usage',
    model: undefined,
    tokens: {
      input: countOf(input),
      output: countOf(output) + countOf(reasoning),
      cacheRead: countOf(read),
      cacheWrite: countOf(write),
    },
    costUsd: costOf(cost),
  };
}

function errorText({ name, data, message }: Fields): string {
  return textOf(fieldsOf(data)?.message) || textOf(message) || textOf(name);
}
