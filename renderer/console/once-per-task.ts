/** A quarter of what the engine host takes for an answer of the terminal. */
const MAXIMUM_LENGTH = 4_096;

/** Joins what comes in one task: a program that asks its terminal a thousand times gets few messages as an answer. */
export function oncePerTask(send: (text: string) => void): (text: string) => void {
  let waiting = '';
  const flush = () => {
    const text = waiting;
    waiting = '';
    if (text !== '') send(text);
  };
  return (text) => {
    if (waiting === '') queueMicrotask(flush);
    waiting += text;
    if (waiting.length >= MAXIMUM_LENGTH) flush();
  };
}
