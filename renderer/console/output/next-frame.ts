/** A window that is hidden or covered draws no frames. */
const NO_FRAME_MS = 50;

/** Resolves when the page has drawn its next frame, or after a moment in a window that draws none. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(), NO_FRAME_MS);
    const frame = requestAnimationFrame(() => end());
    const end = () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      resolve();
    };
  });
}
