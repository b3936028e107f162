declare global {
  interface Window {
    /** The keys that were pressed before the page had its code; from now on nothing keeps them. Of `index.html`. */
    takeEarlyKeys?(): KeyboardEvent[];
  }
}

/** Presses the keys once more that were pressed before anything listened. */
export function pressEarlyKeys(): void {
  for (const key of window.takeEarlyKeys?.() ?? [])
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(key.type, key));
}
