/** How long a page that is not seen waits: it has no frames. */
const NO_FRAME_AFTER_MS = 100;

/** Runs `start` when the frame that comes next has been drawn. The result ends what `start` began, or keeps it from starting. */
export function afterDraw(start: () => (() => void) | undefined): () => void {
  let stop: (() => void) | undefined;
  let timer = setTimeout(run, NO_FRAME_AFTER_MS);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(run);
  });
  function run() {
    cancelAnimationFrame(frame);
    stop = start();
  }
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    stop?.();
  };
}
