import { Terminal } from '@xterm/headless';
import { expect, it } from 'vitest';
import { encodeKey } from '../../renderer/console/input/encode-key.ts';
import { KeyboardModes } from '../../renderer/console/input/keyboard-modes.ts';
import { ControlFilter } from '../../renderer/console/output/control-filter.ts';
import type { CopyRequest } from '../../renderer/console/requests/copy-request.ts';
import type { NotificationRequest } from '../../renderer/console/requests/notification-request.ts';
import { readProgramRequests } from '../../renderer/console/requests/program-requests.ts';
import { PromptMarks } from '../../renderer/console/requests/prompt-marks.ts';

/** A console's terminal without a screen, and what its program asked for. */
function startTerminal() {
  const terminal = new Terminal({ cols: 80, rows: 5, allowProposedApi: true, scrollback: 500 });
  const keyboard = new KeyboardModes();
  const prompts = new PromptMarks(terminal);
  const copies: CopyRequest[] = [];
  const notifications: NotificationRequest[] = [];
  const answers: string[] = [];
  terminal.onData((data) => answers.push(data));
  const events = {
    onCopyRequest: (request: CopyRequest) => copies.push(request),
    onNotification: (request: NotificationRequest) => notifications.push(request),
  };
  readProgramRequests(terminal, { keyboard, prompts, events });
  const filter = new ControlFilter();
  const print = (text: string) =>
    new Promise<void>((resolve) => terminal.write(filter.push(text, { columns: 80, rows: 5 }), resolve));
  const shiftEnter = () =>
    encodeKey(
      {
        ...{ key: 'Enter', shiftKey: true, ctrlKey: false, altKey: false, metaKey: false },
        ...{ isComposing: false, keyCode: 13, getModifierState: () => false },
      },
      keyboard.mode(terminal.buffer.active.type),
    );
  return { terminal, prompts, copies, notifications, answers, print, shiftEnter };
}

// First reported as https://github.com/anthropics/claude-code/issues/1203.
it('sends Shift+Enter as the program has asked for it', async () => {
  const { print, shiftEnter, answers } = startTerminal();
  expect(shiftEnter()).toBe('\u001b\r');
  await print('\u001b[>1u\u001b[?u');
  expect(shiftEnter()).toBe('\u001b[13;2u');
  expect(answers).toEqual(['\u001b[?1u']);
  await print('\u001b[<u\u001b[>4;2m');
  expect(shiftEnter()).toBe('\u001b[27;2;13~');
  await print('\u001b[>4m');
  expect(shiftEnter()).toBe('\u001b\r');
  await print('\u001b[=5;1u\u001b[?1049h');
  expect(shiftEnter()).toBe('\u001b\r');
  await print('\u001b[?1049l');
  expect(shiftEnter()).toBe('\u001b[13;2u');
  await print('\u001bc');
  expect(shiftEnter()).toBe('\u001b\r');
});

// First reported as https://github.com/agent-of-empires/agent-of-empires/issues/2420.
it('offers what a program copies, however long, and never answers what the clipboard holds', async () => {
  const { print, copies, answers } = startTerminal();
  const long = 'grün '.repeat(40_000);
  const base64 = Buffer.from(long).toString('base64');
  await print(`\u001b]52;c;${base64.slice(0, 5_000)}`);
  await print(`${base64.slice(5_000)}\u0007\u001b]52;;aGk=\u001b\\\u001b]52;p;aGk=\u0007`);
  await print('\u001b]52;c;?\u0007\u001b]52;p;?\u0007\u001b]52;;?\u0007');
  expect(copies.map(({ target }) => target)).toEqual(['clipboard', 'clipboard', 'selection']);
  expect(copies[0]?.text).toBe(long);
  expect(answers).toEqual([]);
});

// First reported as https://github.com/google-gemini/gemini-cli/issues/25202: programs notify by OSC 9 or OSC 777.
it('takes notifications for what they are, and progress for none', async () => {
  const { print, notifications } = startTerminal();
  await print('\u001b]9;Build done\u0007\u001b]777;notify;Tests;3 failed\u001b\\\u001b]9;4;1;50\u0007');
  expect(notifications).toEqual([
    { title: '', body: 'Build done' },
    { title: 'Tests', body: '3 failed' },
  ]);
});

// First reported as https://github.com/anthropics/claude-code/issues/22528.
it('jumps between the prompts that a shell marks, and keeps no more marks than it can', async () => {
  const { terminal, print, prompts } = startTerminal();
  await print(
    '\u001b]133;A\u0007$ one\r\n1\r\n2\r\n3\r\n4\r\n5\r\n\u001b]133;A;k=i\u0007$ two\r\n1\r\n2\r\n3\r\n4\r\n5\r\n',
  );
  expect(prompts.jump('previous')).toBe(true);
  const top = () => terminal.buffer.active.getLine(terminal.buffer.active.viewportY)?.translateToString(true);
  expect(top()).toBe('$ two');
  prompts.jump('previous');
  expect(top()).toBe('$ one');
  expect(prompts.jump('previous')).toBe(false);
  prompts.jump('next');
  expect(top()).toBe('$ two');
  for (let count = 0; count < 400; count += 1) await print('\u001b]133;A\u0007$ \r\n');
  expect(terminal.markers.length).toBeLessThanOrEqual(200);
});

// First reported as https://github.com/anthropics/claude-code/issues/55613: without it a terminal tears.
it('tells programs that it draws a frame at once, and whether they have asked for it', async () => {
  const { print, answers } = startTerminal();
  await print('\u001b[?2026$p\u001b[?2026h\u001b[?2026$p\u001b[?2026l');
  expect(answers).toEqual(['\u001b[?2026;2$y', '\u001b[?2026;1$y']);
});
