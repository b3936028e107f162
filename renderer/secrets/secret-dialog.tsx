import { type FormEvent, useState } from 'react';
import { BUILTIN_ACCOUNTS } from '../../electron/contract/builtin-accounts.ts';
import { BUILTIN_BINDINGS } from '../../electron/contract/builtin-bindings.ts';
import type { AppError } from '../../electron/contract/error.ts';
import type { SecretRecord, SecretUse } from '../../electron/contract/secrets.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { callShell } from '../ipc/shell.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { FormButtons } from '../ui/buttons/form-buttons.tsx';
import { Select } from '../ui/fields/select.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { CustomBindingFields } from './custom-binding-fields.tsx';
import { ForgeFields } from './forge-fields.tsx';
import { FORGE_PROVIDERS, forgeKindOf, forgeStart } from './forge-form.ts';
import { RegistryFields } from './registry-fields.tsx';
import { REGISTRY_PROVIDERS, registryKindOf, registryStart } from './registry-form.ts';
import type { SecretFieldsProps } from './secret-fields-props.ts';
import {
  builtinAccount,
  CUSTOM,
  CUSTOM_ACCOUNT,
  changeFrom,
  type SecretForm,
  secretFormOf,
  signInUse,
} from './secret-form.ts';
import { SecretSourceFields } from './secret-source-fields.tsx';

const providers = [
  ...BUILTIN_BINDINGS.map(({ id, name, environment }) => ({
    value: id,
    label: name,
    description: environment.join(', '),
  })),
  ...BUILTIN_ACCOUNTS.map(({ id, name, description }) => ({
    value: id,
    label: `${name} subscription`,
    description,
  })),
  ...FORGE_PROVIDERS,
  ...REGISTRY_PROVIDERS.map(({ id, name, kind }) => ({
    value: id,
    label: name,
    description: kind.description,
  })),
  { value: CUSTOM, label: 'Custom', description: 'Any host, header or query parameter' },
  { value: CUSTOM_ACCOUNT, label: 'Custom subscription', description: 'Any OAuth provider, as JSON' },
];

const toSettings = () => openDialog({ kind: 'settings', section: 'secrets' });
const toSignIn = (name: string, use: SecretUse) => openDialog({ kind: 'sign-in', name, use });

/** For an account: to sign in on the provider’s page, instead of a source below. */
function SignInOffer(props: { form: SecretForm; onSignIn: (name: string, use: SecretUse) => void }) {
  const { form } = props;
  const use = signInUse(form);
  if (!use) return null;
  const name = form.name.trim() || (builtinAccount(form.provider)?.name ?? 'Account');
  return (
    <div className="flex items-center justify-between gap-3">
      <p className="text-muted text-sm">Sign in on the provider’s page, or name a source below.</p>
      <Button onClick={() => props.onSignIn(name, use)}>Sign in</Button>
    </div>
  );
}

/** What the fields start with: of a subscription, the file in which its own program keeps its sign-in on this computer. */
function startOf(provider: string): Partial<SecretForm> {
  const registry = registryKindOf(provider);
  if (registry) return registryStart(registry);
  const forge = forgeKindOf(provider);
  if (forge) return forgeStart(forge);
  const file = builtinAccount(provider)?.hostFile;
  return file === undefined ? {} : { path: `~/${file}` };
}

/** Adds or changes a secret. Only this dialog holds a typed value, while it is open, and never shows it again. */
export function SecretDialog(props: {
  secret?: SecretRecord | undefined;
  /** The initial provider of a new secret. */
  provider?: string;
  /** The initial host of a new token for a forge. */
  host?: string;
  /** The name of a new secret of the provider, until the person types another; when absent, it is empty. */
  proposeName?: (provider: string) => string;
  /** Called after the dialog, with the id of what was saved; when absent, the settings open. */
  onDone?: (savedId?: string) => void;
  /** Called to sign in instead; when absent, the sign-in takes the dialog's place. */
  onSignIn?: (name: string, use: SecretUse) => void;
}) {
  const { secret, onDone: back = toSettings, onSignIn = toSignIn } = props;
  const proposed = (provider: string) =>
    provider === CUSTOM || provider === CUSTOM_ACCOUNT ? '' : (props.proposeName?.(provider) ?? '');
  const [form, setForm] = useState<SecretForm>(() => {
    const empty = secretFormOf(secret);
    const { provider = empty.provider } = props;
    if (secret) return empty;
    const { host } = props;
    const start = host === undefined ? {} : { hosts: host };
    return { ...empty, provider, name: proposed(provider), ...start };
  });
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const result = changeFrom(form, secret);
  const errors: Record<string, string> = submitted && 'errors' in result ? { ...result.errors } : {};
  const asks = failure?.actions.some((action) => action.kind === 'confirm') ?? false;
  if (failure?.field && !asks) errors[failure.field] ??= failure.message;

  const change = (part: Partial<SecretForm>) => {
    setForm((current) => ({ ...current, ...part }));
    setFailure(undefined);
  };
  const save = (memoryOnly: boolean) => {
    setSubmitted(true);
    if ('errors' in result || busy) return;
    setBusy(true);
    callShell('secrets.save', { ...result.change, memoryOnly }).then(
      ({ id }) => back(id),
      (thrown: unknown) => {
        setBusy(false);
        setFailure(toAppError(thrown));
      },
    );
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save(false);
  };
  const registry = registryKindOf(form.provider);
  const forge = forgeKindOf(form.provider);
  const fields: SecretFieldsProps = { form, change, errors };
  return (
    <Dialog
      open
      size="md"
      title={secret ? `Replace ${secret.name}` : 'Add secret'}
      closeOnOutsideClick={false}
      onOpenChange={(open) => !open && back()}
      footer={
        <FormButtons form="secret-form" submitLabel="Save secret" busy={busy} onCancel={() => back()} />
      }
    >
      <form id="secret-form" noValidate onSubmit={onSubmit} className="flex flex-col gap-3">
        {failure && (asks || !failure.field) && (
          <AppErrorPanel
            title={asks ? 'It cannot be kept safe here' : 'The secret was not saved'}
            error={failure}
            context={{ confirm: () => save(true) }}
          />
        )}
        <TextField
          label="Name"
          placeholder="Work key"
          value={form.name}
          onValueChange={(name) => change({ name })}
          error={errors.name}
        />
        <Select
          label="Provider"
          options={providers}
          value={form.provider}
          // The provider cannot change, because agents already have its placeholder.
          disabled={secret !== undefined}
          onValueChange={(provider) => {
            const isTyped = form.name !== proposed(form.provider);
            change({ provider, ...startOf(provider), ...(isTyped ? {} : { name: proposed(provider) }) });
          }}
        />
        {forge && <ForgeFields kind={forge} {...fields} />}
        {registry && <RegistryFields kind={registry} {...fields} />}
        {form.provider === CUSTOM && <CustomBindingFields {...fields} />}
        {form.provider === CUSTOM_ACCOUNT && (
          <TextArea
            label="Description"
            mono
            rows={6}
            value={form.description}
            hint="The provider as JSON: see Keep keys out in the documentation."
            onValueChange={(description) => change({ description })}
            error={errors.description}
          />
        )}
        {!secret && <SignInOffer form={form} onSignIn={onSignIn} />}
        <SecretSourceFields {...fields} keepsValue={secret?.source.kind === 'typed'} />
      </form>
    </Dialog>
  );
}
