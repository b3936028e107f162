import { useState } from 'react';
import { agentFileSchema } from '../../electron/contract/files/agent-file.ts';
import { readYaml } from '../../electron/contract/files/read-yaml.ts';
import { Problems } from '../egress/yaml-dialog.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { closeDialog, openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CancelButton } from '../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { IconFileImport } from '../ui/icons.ts';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { allowancesOf } from './allowances/allowances.ts';
import { missingFor } from './file-form.ts';
import { FileReview } from './file-review.tsx';
import { useFileContext } from './use-file-context.ts';

/** Reads an agent's file, shows a review, and fills in the New agent dialog, which creates nothing by itself. */
export function ImportDialog() {
  const [text, setText] = useState('');
  const context = useFileContext();
  const read = text.trim() === '' ? undefined : readYaml(text, agentFileSchema);
  const open = () =>
    callShell('dialog.open-text', { title: 'Open agent file', extensions: ['yaml', 'yml'] }).then(
      ({ file }) => file && setText(file.text),
      (thrown: unknown) => showFailure('The file could not be opened', thrown),
    );
  return (
    <Dialog
      open
      size="lg"
      title="Import agent"
      description="Nothing is created yet: the file fills the New agent dialog."
      closeOnOutsideClick={false}
      onOpenChange={(isOpen) => !isOpen && closeDialog()}
      footer={
        <>
          <Button icon={IconFileImport} className="mr-auto" onClick={() => void open()}>
            Open file
          </Button>
          <CancelButton onClick={closeDialog} />
          <DefaultButton
            inLines
            disabled={!read?.ok}
            onClick={() => read?.ok && openDialog({ kind: 'new-agent', file: read.value })}
          >
            Continue
          </DefaultButton>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextArea
          label="YAML"
          mono
          rows={14}
          value={text}
          placeholder={'version: 1\ntype: shell\nworkspace:\n  kind: volume'}
          onValueChange={setText}
        />
        {read?.ok === false && <Problems problems={read.problems} />}
        {read?.ok && (
          <FileReview allowances={allowancesOf(read.value)} missing={missingFor(read.value, context)} />
        )}
      </div>
    </Dialog>
  );
}
