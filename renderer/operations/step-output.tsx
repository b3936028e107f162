import { useEffect, useRef } from 'react';

/** How close to the end counts as following it, pixels. */
const NEAR_END = 24;

/** The output of a step's program, scrolled to the newest lines until the person scrolls up. */
export function StepOutput({ lines, label }: { lines: readonly string[]; label: string }) {
  const box = useRef<HTMLPreElement>(null);
  const following = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when lines come
  useEffect(() => {
    const element = box.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
  }, [lines]);
  return (
    <pre
      ref={box}
      role="log"
      aria-label={`Output of ${label}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      data-selectable
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
      }}
      className="mt-1.5 max-h-44 overflow-auto rounded-md border bg-canvas px-2 py-1.5 font-mono text-muted text-xs whitespace-pre-wrap break-words"
    >
      {lines.join('\n')}
    </pre>
  );
}
