import type { TranscriptEvent } from '../contract/transcript.ts';
import { printable } from '../lib/printable.ts';
import { withoutAttributes } from '../lib/terminal-attributes.ts';
import { proseParts } from './prose.ts';

/** As many lines of text as stand in one block of code. */
const BLOCK_LINES = 500;

/**
 * A transcript as Markdown, a piece at a time. What the agent wrote stays text whatever opens the file: no HTML, no
 * pictures, no links that hide where they lead, and characters that nobody sees written out.
 */
export class TranscriptMarkdown {
  readonly #tools = new Map<string, string>();
  #textLines: string[] = [];

  /** The piece for an event; lines of text are held until something else comes. */
  add(event: TranscriptEvent): string {
    if (event.kind !== 'text') return this.end() + this.#pieceOf(event);
    this.#textLines.push(event.text);
    return this.#textLines.length < BLOCK_LINES ? '' : this.end();
  }

  /** What is held. */
  end(): string {
    const lines = this.#textLines;
    this.#textLines = [];
    return lines.length === 0 ? '' : block(lines.join('\n'));
  }

  #pieceOf(event: Exclude<TranscriptEvent, { kind: 'text' }>): string {
    switch (event.kind) {
      case 'message':
        return event.from === 'person' ? `**Prompt**\n\n${quoted(event.text)}` : prose(event.text);
      case 'thinking':
        return `*Thinking*\n\n${quoted(event.text)}`;
      case 'tool-call': {
        this.#tools.set(event.callId, event.tool);
        const edits = event.edits.map(
          ({ path, diff }) => `${words(path)}\n\n${diff === undefined ? '' : block(diff, 'diff')}`,
        );
        const isShown = event.edits.some(({ diff }) => diff !== undefined);
        return `**${words(event.tool)}**\n\n${isShown ? '' : block(event.input)}${edits.join('')}`;
      }
      case 'tool-result': {
        const tool = this.#tools.get(event.callId);
        this.#tools.delete(event.callId);
        const head = event.failed ? 'Failed' : 'Output';
        return `${head}${tool === undefined ? '' : ` of ${words(tool)}`}:\n\n${block(event.output)}`;
      }
      case 'todos': {
        const items = event.items.map(
          ({ text, state }) =>
            `- [${state === 'done' ? 'x' : ' '}] ${words(text)}${state === 'doing' ? ' (doing)' : ''}\n`,
        );
        return `${items.join('')}\n`;
      }
      case 'error':
        return `**Error:** ${prose(event.text)}`;
      case 'usage': {
        const { input, output, cacheRead, cacheWrite } = event.tokens;
        const cost = event.costUsd === undefined ? '' : ` · $${event.costUsd}`;
        const model = event.model === undefined ? '' : ` · ${words(event.model)}`;
        return `*${input} tokens in, ${output} out, ${cacheRead} from the cache, ${cacheWrite} to the cache${cost}${model}*\n\n`;
      }
      case 'session':
        return `*Session ${words(event.id)}${event.model === undefined ? '' : ` · ${words(event.model)}`}*\n\n`;
    }
  }
}

function prose(message: string): string {
  return proseParts(message)
    .map(({ kind, text }) => (kind === 'code' ? block(text) : `${plain(text)}\n\n`))
    .join('');
}

function quoted(message: string): string {
  const lines = prose(message).trimEnd().split('\n');
  return `${lines.map((line) => `> ${line}`).join('\n')}\n\n`;
}

/** In a block whose marks are longer than any in the text, which would end it. */
function block(text: string, language = ''): string {
  const shown = visible(text);
  const longest = (shown.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
  const mark = '`'.repeat(Math.max(3, longest + 1));
  return `${mark}${language}\n${shown}\n${mark}\n\n`;
}

/** Text in which nothing becomes HTML, a picture or a link. */
function plain(text: string): string {
  return visible(text)
    .replaceAll('<', '\\<')
    .replaceAll('![', '!\\[')
    .replaceAll('](', ']\\(')
    .replaceAll(']:', ']\\:');
}

/** The same in one line. */
const words = (text: string) => plain(text.replaceAll(/\s+/g, ' ')).replaceAll('*', '\\*');

function visible(text: string): string {
  return withoutAttributes(text)
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}
