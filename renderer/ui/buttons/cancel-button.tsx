import { Kbd } from '../kbd.tsx';
import { Button, type ButtonProps } from './button.tsx';

/** The button of a dialog that does what Escape does. `working`: it cancels the work instead, which Escape does not. */
export function CancelButton({ working = false, ...rest }: ButtonProps & { working?: boolean }) {
  return (
    <Button {...rest}>
      Cancel
      {!working && <Kbd keys="Esc" />}
    </Button>
  );
}
