import { expect, it } from 'vitest';
import type { TranscriptEvent } from '../contract/transcript.ts';
import { TranscriptMarkdown } from './transcript-markdown.ts';

const about = { at: undefined, raw: '' };

function markdownOf(...events: TranscriptEvent[]): string {
  const markdown = new TranscriptMarkdown();
  return events.map((event) => markdown.add(event)).join('') + markdown.end();
}

it('writes a transcript to read', () => {
  expect(
    markdownOf(
      { ...about, kind: 'message', from: 'person', text: 'Fix it.' },
      { ...about, kind: 'thinking', text: 'Hm.\nYes.' },
      {
        ...about,
        kind: 'tool-call',
        callId: '1',
        tool: 'Edit',
        input: '{}',
        edits: [{ path: 'a.js', diff: '@@ -1 +1 @@\n-a\n+b' }],
        parent: undefined,
      },
      { ...about, kind: 'tool-result', callId: '1', output: 'ok', failed: false },
      {
        ...about,
        kind: 'todos',
        items: [
          { text: 'one', state: 'done' },
          { text: 'two', state: 'doing' },
        ],
      },
      { ...about, kind: 'text', text: 'a' },
      { ...about, kind: 'text', text: 'b' },
    ),
  ).toBe(
    [
      '**Prompt**\n\n> Fix it.\n\n',
      '*Thinking*\n\n> Hm.\n> Yes.\n\n',
      '**Edit**\n\na.js\n\n```diff\n@@ -1 +1 @@\n-a\n+b\n```\n\n',
      'Output of Edit:\n\n```\nok\n```\n\n',
      '- [x] one\n- [ ] two (doing)\n\n',
      '```\na\nb\n```\n\n',
    ].join(''),
  );
});

it('leaves nothing of what an agent wrote that a reader of Markdown would act on', () => {
  const text = 'a <img src=x> ![p](http://t.test) [good](http://evil.test)\n\n```\n<b>\n```\n\u202e\tx';
  expect(markdownOf({ ...about, kind: 'message', from: 'agent', text })).toBe(
    'a \\<img src=x> !\\[p]\\(http://t.test) [good]\\(http://evil.test)\n\n```\n<b>\n```\n\n\\u{202e}\tx\n\n',
  );
});

it('writes a block that its text cannot end', () => {
  expect(markdownOf({ ...about, kind: 'text', text: '````\n<script>' })).toBe(
    '`````\n````\n<script>\n`````\n\n',
  );
});
