import type { FileEdit, TokenUsage } from '../contract/transcript.ts';
import { countOf, type Fields, fieldsOf, textOf, timeOf } from './fields.ts';
import { jsonReader, type LineEvent } from './json-reader.ts';
import { lineDiff } from './line-diff.ts';
import type { TranscriptReader } from './reader.ts';
import { todosOf } from './todos.ts';
import { resultText, toolInput } from './tool-input.ts';

/**
 * Reads `gemini --output-format stream-json`, as version 0.61.0 prints it (packages/core/src/output/types.ts in
 * google-gemini/gemini-cli). An answer comes in pieces, each a message.
 */
export function geminiCliReader(): TranscriptReader {
  let isSpeaking = false;
  return jsonReader((line) => {
    const continues = isSpeaking && line.delta === true;
    isSpeaking = line.type === 'message' && line.delta === true;
    const events = eventsOf(line, continues);
    return events && { at: timeOf(line.timestamp), events };
  });
}

function eventsOf(line: Fields, continues: boolean): LineEvent[] | undefined {
  switch (line.type) {
    case 'init':
      // The model “auto” is none: Gemini CLI chooses one for each question, and says which at the end.
      return [{ kind: 'session', id: textOf(line.session_id), model: modelOf(line.model) }];
    case 'message': {
      const from = line.role === 'user' ? 'person' : 'agent';
      const text = textOf(line.content);
      return [{ kind: 'message', from, text, ...(continues ? { continues } : {}) }];
    }
    case 'tool_use':
      return toolEvents(line);
    case 'tool_result':
      return [
        {
          kind: 'tool-result',
          callId: textOf(line.tool_id),
          output: textOf(fieldsOf(line.error)?.message) || resultText(line.output),
          failed: line.status === 'error',
        },
      ];
    case 'error':
      return [{ kind: 'error', text: textOf(line.message) }];
    case 'result': {
      const message = textOf(fieldsOf(line.error)?.message);
      const errors: LineEvent[] = message === '' ? [] : [{ kind: 'error', text: message }];
      return [...errors, ...usageEvents(fieldsOf(line.stats) ?? {})];
    }
    default:
      return undefined;
  }
}

function modelOf(value: unknown): string | undefined {
  const model = textOf(value);
  return model === '' || model.startsWith('auto') ? undefined : model;
}

function toolEvents({ tool_name, tool_id, parameters }: Fields): LineEvent[] {
  const tool = textOf(tool_name);
  const fields = fieldsOf(parameters) ?? {};
  const call: LineEvent = {
    kind: 'tool-call',
    callId: textOf(tool_id),
    tool,
    input: toolInput(parameters),
    edits: editsOf(tool, fields),
    parent: undefined,
  };
  return tool === 'write_todos' ? [call, todosOf(fields.todos, 'description')] : [call];
}

function editsOf(tool: string, { file_path, content, old_string, new_string }: Fields): FileEdit[] {
  const path = textOf(file_path);
  switch (tool) {
    case 'write_file':
      return [{ path, diff: lineDiff('', textOf(content)) }];
    case 'replace':
      return [{ path, diff: lineDiff(textOf(old_string), textOf(new_string)) }];
    default:
      return [];
  }
}

/** By model where it says so. */
function usageEvents(stats: Fields): LineEvent[] {
  const models = Object.entries(fieldsOf(stats.models) ?? {});
  const counted: [string | undefined, Fields][] =
    models.length === 0
      ? [[undefined, stats]]
      : models.map(([model, value]) => [textOf(model), fieldsOf(value) ?? {}]);
  return counted.map(([model, each]) => ({
    kind: 'usage',
    model,
    tokens: tokensOf(each),
    costUsd: undefined,
  }));
}

/** `output_tokens` leaves out what the model thought, which is in the total; `input_tokens` has the cached ones in it. */
function tokensOf(stats: Fields): TokenUsage {
  const whole = countOf(stats.input_tokens);
  const cacheRead = Math.min(whole, countOf(stats.cached));
  const output = Math.max(countOf(stats.output_tokens), countOf(stats.total_tokens) - whole);
  return { input: whole - cacheRead, output, cacheRead, cacheWrite: 0 };
}
