import type { CallOutput } from '../../../electron/contract/registry.ts';
import type { FieldErrors } from '../../agent-form/form.ts';
import { copyDuration, isLargeCopy, type WorkspaceForm } from '../../agent-form/workspace-form.ts';
import { formatNumber } from '../../format/number.ts';
import { formatBytes } from '../../format/quantity.ts';
import { useEngineCall } from '../../ipc/use-engine-call.ts';
import { useSettled } from '../../ipc/use-settled.ts';
import { SegmentedControl } from '../../ui/fields/radio-group.tsx';
import { Switch } from '../../ui/fields/switch.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Callout } from '../../ui/states/callout.tsx';
import { FolderFacts } from './folder-facts.tsx';
import { HiddenFields } from './hidden-fields.tsx';
import { PathField } from './path-field.tsx';

type CopyForm = WorkspaceForm['copy'];

const sources = [
  { value: 'folder' as const, label: 'A folder' },
  { value: 'repository' as const, label: 'A repository' },
];

/** The source of a private copy. */
export function CopyFields(props: {
  form: CopyForm;
  change: (part: Partial<CopyForm>) => void;
  errors: FieldErrors;
  masks: CallOutput<'agent.check'>['masks'];
}) {
  const { form, change, errors, masks } = props;
  return (
    <>
      <div className="flex items-start gap-3">
        <SegmentedControl
          label="Copy of"
          options={sources}
          value={form.from}
          onValueChange={(from) => change({ from })}
        />
        {form.from === 'folder' && (
          <PathField
            label="Folder to copy"
            dialogTitle="Choose the folder to copy"
            className="min-w-0 flex-1"
            value={form.path}
            onValueChange={(path) => change({ path })}
            error={errors['workspace.path']}
          />
        )}
      </div>
      {form.from === 'folder' ? (
        <>
          <Switch
            label="Leave out what git ignores"
            description="Dependencies, build output, and files such as .env where git ignores them."
            checked={form.respectGitignore}
            onCheckedChange={(respectGitignore) => change({ respectGitignore })}
          />
          <CopySize path={form.path.trim()} respectGitignore={form.respectGitignore} />
          <FolderFacts path={form.path.trim()} use="copy" />
          <HiddenFields form={form} change={change} errors={errors} masks={masks} isCopy />
        </>
      ) : (
        <div className="flex gap-3">
          <TextField
            label="Repository address"
            mono
            className="flex-1"
            value={form.url}
            placeholder="https://example.com/project.git"
            onValueChange={(url) => change({ url })}
            error={errors['workspace.url']}
            hint="Fetched by your own git, with your keys and credential helper; the agent gets neither."
          />
          <TextField
            label="Branch or tag"
            mono
            className="w-44"
            value={form.ref}
            placeholder="its default"
            onValueChange={(ref) => change({ ref })}
            error={errors['workspace.ref']}
          />
        </div>
      )}
    </>
  );
}

interface CopySizeProps {
  path: string;
  respectGitignore: boolean;
}

/** The size of the copy, before it is made. */
function CopySize(props: CopySizeProps) {
  const { path, respectGitignore } = props;
  const settled = useSettled(path);
  return path !== '' && path === settled ? (
    <MeasuredSize key={`${respectGitignore} ${path}`} {...props} />
  ) : null;
}

function MeasuredSize({ path, respectGitignore }: CopySizeProps) {
  const { data: size, error } = useEngineCall('workspace.measure', { path, respectGitignore });
  // The folder's field shows the problem.
  if (error) return null;
  if (!size) {
    return (
      <p role="status" aria-label="Size of the copy" className="text-sm text-subtle">
        Counting files…
      </p>
    );
  }
  const files = size.files === 1 ? 'file' : 'files';
  const words = `${size.isPartial ? 'More than ' : ''}${formatNumber(size.files)} ${files}, ${formatBytes(size.bytes)}`;
  return (
    <div role="status" aria-label="Size of the copy" className="text-muted text-sm figures">
      {isLargeCopy(size) ? (
        <Callout tone="warning" title={`A large copy: ${words}`}>
          It takes {copyDuration(size)}, and about twice that much of the engine’s disk: the copy, and what it
          is compared with.
        </Callout>
      ) : (
        <p>
          {words} will be copied, in {copyDuration(size)}. Your folder is only read.
        </p>
      )}
    </div>
  );
}
