import { afterEach, expect, it } from 'vitest';
import { Emitter } from './emitter.ts';
import { setErrorReporter } from './report-error.ts';

const reported: unknown[] = [];
setErrorReporter((error) => reported.push(error));
afterEach(() => void reported.splice(0));

it('tells the others when one listener throws, and reports the error', () => {
  const emitter = new Emitter<number>();
  const received: number[] = [];
  emitter.on(() => {
    throw new Error('bug');
  });
  emitter.on((value) => received.push(value));
  emitter.emit(7);
  expect(received).toEqual([7]);
  expect(reported).toEqual([expect.objectContaining({ message: 'bug' })]);
});

it('ends one registration of a function that listens twice', () => {
  const emitter = new Emitter<number>();
  const received: number[] = [];
  const listener = (value: number) => void received.push(value);
  const stop = emitter.on(listener);
  emitter.on(listener);
  stop();
  stop();
  emitter.emit(1);
  expect(received).toEqual([1]);
});
