import { useEffect, useRef } from 'react';
import { keysOf, platform } from '../../keys/platform.ts';
import { matchesShortcut } from '../../keys/shortcut.ts';
import { Kbd } from '../kbd.tsx';
import { Button, type ButtonProps } from './button.tsx';

/** Fields on which Enter does nothing, or nothing else. */
const FIELDS = 'input, [role=radio], [role=checkbox], [role=switch]';
/** What does something of its own on Enter. */
const TAKES_ENTER = `button:not(${FIELDS}), a, textarea, [role=listbox]`;

/**
 * The primary button of a dialog, pressed by a key from anywhere in the dialog; `FormButtons` is for forms that Enter
 * submits by itself. `inLines`: the dialog takes several lines of text, where Enter alone begins a line.
 */
export function DefaultButton({
  inLines = false,
  children,
  ...rest
}: Omit<ButtonProps, 'variant'> & { inLines?: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  const shortcut = inLines ? 'Mod+Enter' : 'Enter';
  useEffect(() => {
    const dialog = button.current?.closest<HTMLElement>('[role=dialog]');
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || !matchesShortcut(shortcut, event, platform)) return;
      const takesIt = event.target instanceof Element && event.target.closest(TAKES_ENTER) !== null;
      if (takesIt && !inLines) return;
      event.preventDefault();
      button.current?.click();
    };
    dialog?.addEventListener('keydown', onKey);
    return () => dialog?.removeEventListener('keydown', onKey);
  }, [shortcut, inLines]);

  // A dialog gives the focus to its first control. Where that is no field, Enter is to do what the dialog is for.
  const takesFocus = !inLines && rest.disabled !== true;
  useEffect(() => {
    if (!takesFocus) return;
    const frame = requestAnimationFrame(() => {
      const { activeElement } = document;
      if (!activeElement?.closest('[role=dialog]')?.contains(button.current)) return;
      if (!activeElement.matches(FIELDS)) button.current?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [takesFocus]);
  return (
    <Button ref={button} variant="primary" {...rest}>
      {children}
      <Kbd keys={keysOf(shortcut)} onSolid />
    </Button>
  );
}
