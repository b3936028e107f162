import { Terminal } from '@xterm/headless';
import { expect, it } from 'vitest';
import { resetModes } from './reset-modes.ts';

it('ends every mode that a program may have left on', async () => {
  const terminal = new Terminal({ cols: 80, rows: 10, allowProposedApi: true });
  const print = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve));
  await print('before');
  const initial = { ...terminal.modes };
  await print('\u001b[?1049h\u001b[?1003h\u001b[?1006h\u001b[?1004h\u001b[?2004h\u001b[?2026h\u001b[?1h');
  await print('\u001b=\u001b[?6h\u001b[?7l\u001b[4h\u001b[2;4r');
  expect(terminal.modes).not.toEqual(initial);
  await print(resetModes(terminal.buffer.active.type));
  expect(terminal.modes).toEqual(initial);
  // The scroll region is the whole screen again.
  await print('\n'.repeat(12));
  expect(terminal.buffer.active.baseY).toBeGreaterThan(0);
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('before');
});
