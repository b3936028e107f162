interface Ticker {
  readonly listeners: Set<() => void>;
  readonly timer: ReturnType<typeof setInterval>;
}

/** By interval in ms. All who wait for the same one share its timer, so that what they show changes in one frame. */
const tickers = new Map<number, Ticker>();

function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs);
  if (known) return known;
  const listeners = new Set<() => void>();
  const timer = setInterval(() => {
    for (const listener of listeners) listener();
  }, everyMs);
  const ticker = { listeners, timer };
  tickers.set(everyMs, ticker);
  return ticker;
}

/** Calls the listener every `everyMs`; returns what ends that. */
export function onTick(everyMs: number, listener: () => void): () => void {
  const { listeners, timer } = tickerOf(everyMs);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    tickers.delete(everyMs);
  };
}
