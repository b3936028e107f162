import { useEffect, useState } from 'react';

const SETTLED_AFTER_MS = 300;

/** The text after a pause in typing, so that the engine is not asked about every letter. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
