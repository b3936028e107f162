import type { FileEdit } from '../contract/transcript.ts';
import { ClaudeCodeUsage } from './claude-code-usage.ts';
import { type Fields, fieldsOf, listOf, textOf, timeOf } from './fields.ts';
import { jsonReader, type LineEvent } from './json-reader.ts';
import { lineDiff } from './line-diff.ts';
import type { TranscriptReader } from './reader.ts';
import { todosOf } from './todos.ts';
import { resultText, toolInput } from './tool-input.ts';

/** Lines of `system` that mark what Claude Code does for itself; sub-agents speak by lines of their own. */
const SILENT = new Set([
  'status',
  'background_tasks_changed',
  'hook_started',
  'hook_progress',
  'hook_response',
  'compact_boundary',
  'task_started',
  'task_progress',
  'task_updated',
  'task_notification',
]);

/**
 * Reads `claude --print --output-format stream-json --verbose`, as version 2.1.329 prints it
 * (https://docs.claude.com/en/docs/agent-sdk/typescript, SDKMessage).
 */
export function claudeCodeReader(): TranscriptReader {
  const usage = new ClaudeCodeUsage();
  let session = '';
  const eventsOf = (line: Fields): LineEvent[] | undefined => {
    switch (line.type) {
      case 'system': {
        // It begins again when a sub-agent has ended.
        if (line.subtype === 'init' && textOf(line.session_id) === session) return [];
        if (line.subtype === 'init') session = textOf(line.session_id);
        return systemEvents(line);
      }
      case 'assistant':
        return [...assistantEvents(line), ...usage.ofAnswer(fieldsOf(line.message) ?? {})];
      case 'user':
        return userEvents(line);
      case 'result':
        return [...errorsOf(line), ...usage.ofResult(line)];
      case 'rate_limit_event':
        return fieldsOf(line.rate_limit_info)?.status === 'rejected'
          ? [{ kind: 'error', text: 'The rate limit of the provider is reached.' }]
          : [];
      case 'tool_progress':
      case 'tool_use_summary':
        return [];
      default:
        return undefined;
    }
  };
  return jsonReader((line) => {
    const events = eventsOf(line);
    return events && { at: timeOf(line.timestamp), events };
  });
}

function systemEvents(line: Fields): LineEvent[] | undefined {
  if (line.subtype === 'init')
    return [{ kind: 'session', id: textOf(line.session_id), model: textOf(line.model) || undefined }];
  if (line.subtype === 'api_retry') return [{ kind: 'error', text: retryText(line) }];
  return typeof line.subtype === 'string' && SILENT.has(line.subtype) ? [] : undefined;
}

function retryText({ attempt, max_retries, error_status, error }: Fields): string {
  const what = typeof error_status === 'number' ? `HTTP ${error_status}` : textOf(error) || 'no answer';
  return `The provider failed (${what}); it is asked again, ${Number(attempt)} of ${Number(max_retries)}.`;
}

function assistantEvents({ message, parent_tool_use_id, is_api_error_message }: Fields): LineEvent[] {
  const parent = textOf(parent_tool_use_id) || undefined;
  return listOf(fieldsOf(message)?.content).flatMap((block): LineEvent[] => {
    switch (block.type) {
      case 'text':
        return [
          is_api_error_message === true
            ? { kind: 'error', text: textOf(block.text) }
            : { kind: 'message', from: 'agent', text: textOf(block.text) },
        ];
      case 'thinking':
        return [{ kind: 'thinking', text: textOf(block.thinking) }];
      case 'redacted_thinking':
        return [{ kind: 'thinking', text: '' }];
      case 'tool_use':
      case 'server_tool_use':
      case 'mcp_tool_use':
        return toolEvents(block, parent);
      default:
        return [resultEvent(block) ?? { kind: 'text', text: toolInput(block) }];
    }
  });
}

function toolEvents({ id, name, input }: Fields, parent: string | undefined): LineEvent[] {
  const tool = textOf(name);
  const fields = fieldsOf(input) ?? {};
  const call: LineEvent = {
    kind: 'tool-call',
    callId: textOf(id),
    tool,
    input: toolInput(input),
    edits: editsOf(tool, fields),
    parent,
  };
  return tool === 'TodoWrite' ? [call, todosOf(fields.todos, 'content')] : [call];
}

function editsOf(tool: string, input: Fields): FileEdit[] {
  const path = textOf(input.file_path ?? input.notebook_path);
  switch (tool) {
    case 'Write':
      return [{ path, diff: lineDiff('', textOf(input.content)) }];
    case 'Edit':
      return [{ path, diff: lineDiff(textOf(input.old_string), textOf(input.new_string)) }];
    case 'MultiEdit':
      return listOf(input.edits).map(({ old_string, new_string }) => ({
        path,
        diff: lineDiff(textOf(old_string), textOf(new_string)),
      }));
    case 'NotebookEdit':
      return [{ path, diff: undefined }];
    default:
      return [];
  }
}

function userEvents({ message, parent_tool_use_id }: Fields): LineEvent[] {
  const { content } = fieldsOf(message) ?? {};
  // What a sub-agent is asked is the input of the call that began it.
  const isBelow = textOf(parent_tool_use_id) !== '';
  const said = (text: unknown): LineEvent[] =>
    isBelow ? [] : [{ kind: 'message', from: 'person', text: textOf(text) }];
  if (typeof content === 'string') return said(content);
  return listOf(content).flatMap((block): LineEvent[] => {
    if (block.type === 'text') return said(block.text);
    return [resultEvent(block) ?? { kind: 'text', text: toolInput(block) }];
  });
}

/** A result names its call, whichever tool it is of. */
function resultEvent({ tool_use_id, content, is_error }: Fields): LineEvent | undefined {
  if (typeof tool_use_id !== 'string') return undefined;
  return {
    kind: 'tool-result',
    callId: textOf(tool_use_id),
    output: resultText(content),
    failed: is_error === true,
  };
}

/** What an answer of the provider ended with is said before, by a line of its own. */
function errorsOf({ is_error, terminal_reason, subtype, errors, result }: Fields): LineEvent[] {
  if (is_error !== true || terminal_reason === 'api_error') return [];
  const list = Array.isArray(errors) ? errors.map(textOf).filter((text) => text !== '') : [];
  return [{ kind: 'error', text: list.join('\n') || textOf(result) || textOf(subtype) }];
}
