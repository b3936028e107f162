import type { CallOutput } from '../../../electron/contract/registry.ts';
import type { FieldErrors } from '../../agent-form/form.ts';
import { masksOf, type WorkspaceForm } from '../../agent-form/workspace-form.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { Switch } from '../../ui/fields/switch.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { IconPlus, IconTrash } from '../../ui/icons.ts';
import { PathField } from './path-field.tsx';

type FolderForm = WorkspaceForm['folder'];

/** A host folder in which the agent works, its masks, and additional folders. */
export function FolderFields(props: {
  form: FolderForm;
  change: (part: Partial<FolderForm>) => void;
  errors: FieldErrors;
  masks: CallOutput<'agent.check'>['masks'];
}) {
  const { form, change, errors } = props;
  const update = (key: number, part: Partial<FolderForm['further'][number]>) =>
    change({ further: form.further.map((folder) => (folder.key === key ? { ...folder, ...part } : folder)) });
  return (
    <>
      <PathField
        label="Host folder path"
        dialogTitle="Choose the workspace"
        value={form.path}
        onValueChange={(path) => change({ path })}
        error={errors['workspace.path']}
      />
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Switch
          label="Read-only workspace"
          checked={form.readOnly}
          onCheckedChange={(readOnly) => change({ readOnly })}
        />
        <Switch
          label="Same path inside"
          description={
            form.mirrorPath ? undefined : 'Only at /workspace: the agent does not learn where it is.'
          }
          checked={form.mirrorPath}
          onCheckedChange={(mirrorPath) => change({ mirrorPath })}
        />
      </div>
      <TextField
        label="Hidden from the agent"
        mono
        value={form.masks}
        placeholder=".env, .ssh"
        onValueChange={(masks) => change({ masks })}
        error={errors['workspace.masks']}
        hint={maskWords(form, props.masks)}
      />
      {form.further.map((folder, index) => (
        <div key={folder.key} className="flex items-end gap-3">
          <PathField
            label={`Further folder ${index + 1}`}
            dialogTitle="Choose a further folder"
            className="flex-1"
            value={folder.path}
            onValueChange={(path) => update(folder.key, { path })}
          />
          <Switch
            label="Read-only"
            className="pb-1"
            checked={folder.readOnly}
            onCheckedChange={(readOnly) => update(folder.key, { readOnly })}
          />
          <IconButton
            label={`Remove further folder ${index + 1}`}
            icon={IconTrash}
            onClick={() => change({ further: form.further.filter(({ key }) => key !== folder.key) })}
          />
        </div>
      ))}
      <Button
        size="sm"
        icon={IconPlus}
        className="self-start"
        onClick={() => change({ further: [...form.further, { key: Date.now(), path: '', readOnly: true }] })}
      >
        Add folder
      </Button>
    </>
  );
}

/** Describes which paths the masks hide in this folder now. */
function maskWords({ masks: text }: FolderForm, masks: CallOutput<'agent.check'>['masks']): string {
  if (masksOf(text).length === 0) return 'Nothing is hidden: keys that lie in the folder can be read.';
  if (!masks) return 'Names at any depth, or paths below the folder. The agent sees them empty.';
  const { masked, unmatched, isPartial } = masks;
  const shown = masked.slice(0, 4).join(', ') + (masked.length > 4 ? ` and ${masked.length - 4} more` : '');
  return [
    masked.length > 0 ? `Seen empty: ${shown}.` : '',
    unmatched.length > 0
      ? `Not there now: ${unmatched.join(', ')}. What appears later, or is replaced while it runs, is not hidden.`
      : 'What is replaced on your side while it runs is not hidden any more.',
    isPartial ? 'The folder is too large to be looked through for names: name paths.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
