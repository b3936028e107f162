import { callShell } from '../../ipc/shell.ts';
import { isBrowser } from '../../ipc/transport.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { TextField, type TextFieldProps } from '../../ui/fields/text-field.tsx';
import { IconFolder } from '../../ui/icons.ts';

/** A folder of the machine that Bulkhead runs on, typed or chosen. A browser cannot choose one. */
export function PathField({ dialogTitle, ...field }: TextFieldProps & { dialogTitle: string }) {
  const choose = async () => {
    const { path } = await callShell('dialog.choose-folder', { title: dialogTitle });
    if (path) field.onValueChange(path);
  };
  return (
    <TextField
      {...field}
      mono
      placeholder="/home/you/project"
      hint={field.hint ?? (isBrowser() ? 'A folder of the machine that Bulkhead runs on.' : undefined)}
      trailing={
        <>
          {!isBrowser() && (
            <Button icon={IconFolder} onClick={() => void choose()}>
              Browse…
            </Button>
          )}
          {field.trailing}
        </>
      }
    />
  );
}
