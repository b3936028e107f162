/** Reads the page's code once the window's frame is on the screen; it takes longer than everything before. */
let isStarted = false;
function start(): void {
  if (isStarted) return;
  isStarted = true;
  void import('./main.tsx');
}

requestAnimationFrame(() => setTimeout(start));
// A page in the background gets no animation frame.
if (document.hidden) start();
