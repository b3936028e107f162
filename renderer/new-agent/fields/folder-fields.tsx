import type { CallOutput } from '../../../electron/contract/registry.ts';
import type { FieldErrors } from '../../agent-form/form.ts';
import type { WorkspaceForm } from '../../agent-form/workspace-form.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { Switch } from '../../ui/fields/switch.tsx';
import { IconPlus, IconTrash } from '../../ui/icons.ts';
import { FolderFacts } from './folder-facts.tsx';
import { HiddenFields } from './hidden-fields.tsx';
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
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
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
        <Button
          size="sm"
          icon={IconPlus}
          className="ml-auto"
          onClick={() =>
            change({ further: [...form.further, { key: Date.now(), path: '', readOnly: true }] })
          }
        >
          Add folder
        </Button>
      </div>
      <FolderFacts
        path={form.path.trim()}
        use="host-folder"
        given={form.further.map(({ path }) => path)}
        onOffer={(path) => change({ further: [...form.further, { key: Date.now(), path, readOnly: true }] })}
      />
      <HiddenFields form={form} change={change} errors={errors} masks={props.masks} isCopy={false} />
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
    </>
  );
}
