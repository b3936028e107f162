import { type FormEvent, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import { type Scope, tokenNameSchema } from '../../electron/contract/token.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { FormButtons } from '../ui/buttons/form-buttons.tsx';
import { RadioCards } from '../ui/fields/radio-group.tsx';
import { Select } from '../ui/fields/select.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { SCOPE_OPTIONS } from './scope-options.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'Until I revoke it' },
];

const toSettings = () => openDialog({ kind: 'settings', section: 'access' });

/** Creates a token, which the person confirms in a dialog of the system, and then shows its value once. */
export function TokenDialog() {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('read');
  const [days, setDays] = useState('30');
  const [roots, setRoots] = useState<readonly string[]>([]);
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const [created, setCreated] = useState<{ name: string; value: string }>();
  const parsed = tokenNameSchema.safeParse(name);
  const nameError =
    submitted && !parsed.success
      ? parsed.error.issues[0]?.message
      : failure?.field === 'name'
        ? failure.message
        : undefined;
  const create = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (!parsed.success || busy) return;
    setBusy(true);
    setFailure(undefined);
    const lifetimeMs = days === 'never' ? null : Number(days) * DAY_MS;
    callShell('tokens.create', { name: parsed.data, scope, roots: [...roots], lifetimeMs })
      .then(
        ({ token, value }) => setCreated({ name: token.name, value }),
        (thrown: unknown) => setFailure(toAppError(thrown)),
      )
      .finally(() => setBusy(false));
  };
  if (created) return <NewTokenDialog {...created} onClose={toSettings} />;
  return (
    <Dialog
      open
      size="md"
      title="Create token"
      closeOnOutsideClick={false}
      onOpenChange={(open) => !open && toSettings()}
      footer={<FormButtons form="token-form" submitLabel="Create token" busy={busy} onCancel={toSettings} />}
    >
      <form id="token-form" noValidate onSubmit={create} className="flex flex-col gap-3">
        {failure && failure.field !== 'name' && (
          <AppErrorPanel title="The token was not created" error={failure} />
        )}
        <TextField
          label="Name"
          placeholder="ci"
          hint="What the token is for. The audit shows it with each call."
          value={name}
          onValueChange={(typed) => {
            setName(typed);
            setFailure(undefined);
          }}
          error={nameError}
        />
        <RadioCards label="Scope" options={SCOPE_OPTIONS} value={scope} onValueChange={setScope} />
        <Select label="Valid for" options={lifetimes} value={days} onValueChange={setDays} />
        <RootsField roots={roots} onChange={setRoots} />
      </form>
    </Dialog>
  );
}

function RootsField(props: { roots: readonly string[]; onChange: (roots: readonly string[]) => void }) {
  const { roots, onChange } = props;
  const add = () => {
    callShell('dialog.choose-folder', { title: 'Folder that agents may get' }).then(
      ({ path }) => path !== null && !roots.includes(path) && onChange([...roots, path]),
      (thrown: unknown) => showFailure('No folder was chosen', thrown),
    );
  };
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between">
        <span className="text-muted text-sm font-medium">Folders of this machine</span>
        <Button size="sm" onClick={add}>
          Add folder
        </Button>
      </div>
      {roots.length === 0 && (
        <p className="text-sm text-subtle">None: agents of this token get workspaces of their own.</p>
      )}
      <ul aria-label="Folders" className="flex flex-col">
        {roots.map((root) => (
          <li key={root} className="flex items-center gap-2 border-t py-1">
            <span className="min-w-0 flex-1 truncate font-mono text-sm" title={root}>
              {root}
            </span>
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Remove ${root}`}
              onClick={() => onChange(roots.filter((other) => other !== root))}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
