import { Kbd } from '../kbd.tsx';
import { Button } from './button.tsx';

/** The footer of a dialog that holds a form: Cancel, and the button that submits the form with the id `form`. */
export function FormButtons(props: {
  form: string;
  submitLabel: string;
  busy: boolean;
  onCancel: () => void;
}) {
  return (
    <>
      <Button onClick={props.onCancel}>
        Cancel
        <Kbd keys="Esc" />
      </Button>
      <Button variant="primary" type="submit" form={props.form} busy={props.busy}>
        {props.submitLabel}
        <Kbd keys="↵" onSolid />
      </Button>
    </>
  );
}
