import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskOutput } from '../contract/task-program.ts';
import type { TranscriptEvent } from '../contract/transcript.ts';
import { type TranscriptReader, transcriptReader } from './reader.ts';

/** What a program printed when it worked on a task for the model of the test world, line by line. */
export function capturedLines(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, 'captured', `${name}.jsonl`), 'utf8');
  return text.split('\n').slice(0, -1);
}

export function capturedEvents(
  output: TaskOutput,
  name: string,
  reader: TranscriptReader = transcriptReader(output),
): TranscriptEvent[] {
  return capturedLines(name).flatMap((line) => reader.line(line));
}

/** An event in one line, without what is long. */
export function inShort(event: TranscriptEvent): string {
  switch (event.kind) {
    case 'message':
      return `${event.from}: ${firstLine(event.text)}`;
    case 'tool-call': {
      const below = event.parent === undefined ? '' : ` below ${event.parent}`;
      return `${event.callId} ${event.tool} ${firstLine(event.input)}${below}`;
    }
    case 'tool-result':
      return `${event.callId} ${event.failed ? 'failed' : 'done'}: ${firstLine(event.output)}`;
    case 'todos':
      return event.items.map(({ text, state }) => `${text} ${state}`).join(', ');
    case 'usage': {
      const { input, output, cacheRead, cacheWrite } = event.tokens;
      return `usage ${event.model} ${[input, output, cacheRead, cacheWrite].join('/')} $${event.costUsd}`;
    }
    case 'session':
      return `session ${event.id} ${event.model}`;
    default:
      return `${event.kind}: ${firstLine(event.text)}`;
  }
}

const firstLine = (text: string) => (text.split('\n')[0] ?? '').slice(0, 80);
