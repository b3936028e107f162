import { useEffect, useState } from 'react';

const TICK_MS = 1000;

/** Counts the seconds to the next automatic try. `at` in ms since the epoch. Hidden from screen readers. */
export function RetryCountdown({ at }: { at: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((at - now) / TICK_MS));
  return (
    <span aria-hidden className="figures text-muted text-sm">
      {seconds === 0 ? 'Trying…' : `Tries again in ${seconds} s`}
    </span>
  );
}
