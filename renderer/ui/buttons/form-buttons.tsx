import { Kbd } from '../kbd.tsx';
import { Button } from './button.tsx';
import { CancelButton } from './cancel-button.tsx';

/** The footer of a dialog that holds a form: Cancel, and the button that submits the form with the id `form`. */
export function FormButtons(props: {
  form: string;
  submitLabel: string;
  busy: boolean;
  onCancel: () => void;
}) {
  return (
    <>
      <CancelButton onClick={props.onCancel} />
      <Button variant="primary" type="submit" form={props.form} busy={props.busy}>
        {props.submitLabel}
        <Kbd keys="↵" onSolid />
      </Button>
    </>
  );
}
