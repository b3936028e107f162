import { callShell } from '../ipc/shell.ts';
import { Button } from '../ui/button.tsx';
import { IconDatabase, IconFolder } from '../ui/icons.ts';
import { RadioCards } from '../ui/radio-group.tsx';
import { Switch } from '../ui/switch.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { FieldsProps } from './new-agent-dialog.tsx';

const kinds = [
  {
    value: 'volume' as const,
    label: 'New volume',
    description: 'Empty, kept by the engine. Your files stay out of reach.',
    icon: IconDatabase,
  },
  {
    value: 'host-folder' as const,
    label: 'Host folder',
    description: 'A folder of yours. What the agent changes, changes there.',
    icon: IconFolder,
  },
];

/** The agent's project files. */
export function WorkspaceFields({ form, change, errors }: FieldsProps) {
  const choose = async () => {
    const { path } = await callShell('dialog.choose-folder', { title: 'Choose the workspace' });
    if (path) change({ hostFolderPath: path });
  };
  return (
    <div className="flex flex-col gap-3" data-field="workspace">
      <RadioCards
        label="Workspace"
        columns={2}
        options={kinds}
        value={form.workspace}
        onValueChange={(workspace) => change({ workspace })}
      />
      {form.workspace === 'host-folder' && (
        <>
          <TextField
            label="Host folder path"
            mono
            value={form.hostFolderPath}
            placeholder="/home/you/project"
            onValueChange={(hostFolderPath) => change({ hostFolderPath })}
            error={errors['workspace.path']}
            trailing={
              <Button icon={IconFolder} onClick={() => void choose()}>
                Browse…
              </Button>
            }
          />
          <Switch
            label="Read-only workspace"
            checked={form.hostFolderReadOnly}
            onCheckedChange={(hostFolderReadOnly) => change({ hostFolderReadOnly })}
          />
        </>
      )}
    </div>
  );
}
