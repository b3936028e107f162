import { callShell } from '../../ipc/shell.ts';
import { Button } from '../../ui/button.tsx';
import { IconFolder } from '../../ui/icons.ts';
import { TextField, type TextFieldProps } from '../../ui/text-field.tsx';

/** A folder of this machine, typed or chosen. */
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
      trailing={
        <>
          <Button icon={IconFolder} onClick={() => void choose()}>
            Browse…
          </Button>
          {field.trailing}
        </>
      }
    />
  );
}
