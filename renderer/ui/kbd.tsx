/**
 * A keyboard shortcut, such as "Ctrl K". It is hidden from assistive technology, so that it never changes the accessible
 * name of its control; the control sets `aria-keyshortcuts` itself.
 */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd aria-hidden className="inline-flex shrink-0 gap-0.5 font-sans text-subtle text-xs">
      {keys.split(' ').map((key) => (
        <span
          key={key}
          className="inline-flex h-4 min-w-4 items-center justify-center rounded-sm border border-line-strong px-1"
        >
          {key}
        </span>
      ))}
    </kbd>
  );
}
