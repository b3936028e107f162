import { cx } from './cx.ts';

/**
 * A keyboard shortcut, such as "Ctrl K". It is hidden from assistive technology, so that it never changes the accessible
 * name of its control; the control sets `aria-keyshortcuts` itself. `onSolid`: it is on a button filled with colour.
 */
export function Kbd({ keys, onSolid = false }: { keys: string; onSolid?: boolean }) {
  return (
    <kbd
      aria-hidden
      className={cx(
        'inline-flex shrink-0 gap-0.5 font-sans text-xs',
        onSolid ? 'text-on-solid' : 'text-subtle',
      )}
    >
      {keys.split(' ').map((key) => (
        <span
          key={key}
          className={cx(
            'inline-flex h-4 min-w-4 items-center justify-center rounded-sm border px-1',
            onSolid ? 'border-current' : 'border-line-strong',
          )}
        >
          {key}
        </span>
      ))}
    </kbd>
  );
}
