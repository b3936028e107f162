/** A quarter of the engine host's limit for a terminal's answer. */
const MAXIMUM_LENGTH = 4_096;

/** Joins the texts of one task: a program that queries its terminal a thousand times causes only a few messages. */
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
