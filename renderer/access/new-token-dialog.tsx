import { useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { Button } from '../ui/buttons/button.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { IconCopy } from '../ui/icons.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';

/** Shows a new token's value. It is nowhere else, so a stray click does not close the dialog. */
export function NewTokenDialog(props: { name: string; value: string; onClose: () => void }) {
  const { name, value, onClose } = props;
  const [copied, setCopied] = useState(false);
  const copy = () => {
    callShell('clipboard.write', { text: value }).then(
      () => setCopied(true),
      (thrown: unknown) => showFailure('The token was not copied', thrown),
    );
  };
  return (
    <Dialog
      open
      size="md"
      title={`Token ${name}`}
      closeOnOutsideClick={false}
      onOpenChange={(open) => !open && onClose()}
      footer={
        <>
          <span role="status" className="mr-auto text-muted text-sm">
            {copied ? 'Copied to the clipboard' : ''}
          </span>
          <Button icon={IconCopy} variant={copied ? undefined : 'primary'} onClick={copy}>
            Copy token
          </Button>
          <Button variant={copied ? 'primary' : undefined} onClick={onClose}>
            Done
            <Kbd keys="Esc" onSolid={copied} />
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Callout tone="warning" title="It is shown only now">
          Bulkhead keeps a hash of it. If you lose it, revoke it and create another one.
        </Callout>
        <TextField
          label="Token value"
          mono
          readOnly
          value={value}
          onValueChange={() => undefined}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
    </Dialog>
  );
}
