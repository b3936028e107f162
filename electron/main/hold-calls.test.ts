import type { IpcMainInvokeEvent } from 'electron';
import { expect, it } from 'vitest';
import { holdCalls } from './hold-calls.ts';

it('answers calls in their order that came before there was an answer, and those that come later', async () => {
  let call: (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown = () => undefined;
  const held = holdCalls({
    handle: (_channel, listener) => {
      call = listener;
    },
  });
  const event = {} as IpcMainInvokeEvent;
  const early = [call(event, 'first'), call(event, 'second')];
  const seen: unknown[] = [];
  held.answerWith((_event, name) => {
    seen.push(name);
    return `${name} answered`;
  });
  expect(await Promise.all(early)).toEqual(['first answered', 'second answered']);
  expect(await call(event, 'third')).toBe('third answered');
  expect(seen).toEqual(['first', 'second', 'third']);
});
