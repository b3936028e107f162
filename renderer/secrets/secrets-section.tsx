import { useState } from 'react';
import { BUILTIN_ACCOUNTS } from '../../electron/contract/builtin-accounts.ts';
import type { ListedSecret } from '../../electron/contract/secrets.ts';
import { showFailure } from '../errors/error-steps.ts';
import { formatAgo } from '../format/time.ts';
import { callShell } from '../ipc/shell.ts';
import { isBrowser } from '../ipc/transport.ts';
import { openDialog } from '../store/actions.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { IconKey, IconPlus } from '../ui/icons.ts';
import { DialogSection } from '../ui/layout/dialog-section.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { showToast } from '../ui/overlays/toasts.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { sourceTitle, titleOf } from './secret-form.ts';
import { SecretUses } from './secret-uses.tsx';
import { useSecrets } from './use-secrets.ts';

/** The credentials that agents may use through the gateway, without their values. */
export function SecretsSection() {
  const list = useSecrets();
  const [removing, setRemoving] = useState<ListedSecret>();
  const keepsSecrets = list ? list.protection !== 'none' : !isBrowser();
  return (
    <DialogSection
      id="settings-secrets"
      title="Secrets"
      action={
        keepsSecrets && (
          <Button size="sm" icon={IconPlus} onClick={() => openDialog({ kind: 'secret' })}>
            Add secret
          </Button>
        )
      }
    >
      <p className="text-muted text-sm">
        An agent gets a placeholder. The gateway puts the real value into requests to the secret’s own hosts,
        and nowhere else.
      </p>
      {keepsSecrets && <SignInButtons />}
      {list?.protection === 'none' && (
        <Callout title="Secrets are not here">
          This host keeps none, so that agents get none from it. Start it as{' '}
          <code>bulkhead serve --key-file FILE</code> to keep secrets without the app.
        </Callout>
      )}
      {list?.protection === 'memory' && (
        <Callout tone="warning" title="This system has no keychain that Bulkhead can use">
          Typed secrets are not saved: they stay in memory until you quit. A command, a file or an environment
          variable still works. Agents made with credentials must be recreated after a restart, because the
          gateway’s certificate cannot be kept either.
        </Callout>
      )}
      {list?.secrets.length === 0 && keepsSecrets && <p className="text-sm text-subtle">No secrets yet.</p>}
      <ul aria-label="Secrets" className="flex flex-col">
        {list?.secrets.map((secret) => (
          <SecretRow key={secret.id} secret={secret} onRemove={() => setRemoving(secret)} />
        ))}
      </ul>
      {removing && <RemoveSecret secret={removing} onClose={() => setRemoving(undefined)} />}
    </DialogSection>
  );
}

/** A button for each subscription that a person can sign in to here. */
function SignInButtons() {
  return (
    <div className="flex flex-wrap gap-2">
      {BUILTIN_ACCOUNTS.filter(({ provider }) => provider.signIn).map(({ id, name, description }) => (
        <Button
          key={id}
          size="sm"
          title={description}
          onClick={() => openDialog({ kind: 'sign-in', name, use: { kind: 'oauth', provider: id } })}
        >
          {`Sign in to ${name}`}
        </Button>
      ))}
    </div>
  );
}

function SecretRow({ secret, onRemove }: { secret: ListedSecret; onRemove: () => void }) {
  const [busy, setBusy] = useState(false);
  const [showsUses, setShowsUses] = useState(false);
  const test = () => {
    setBusy(true);
    callShell('secrets.test', { id: secret.id })
      .then(
        ({ characters }) =>
          showToast({ tone: 'success', title: `${secret.name} can be read: ${characters} characters` }),
        (thrown: unknown) => showFailure(`${secret.name} cannot be read`, thrown),
      )
      .finally(() => setBusy(false));
  };
  const used =
    secret.lastUsedAt === undefined ? 'never used' : `used ${formatAgo(secret.lastUsedAt, Date.now())}`;
  return (
    <li aria-label={secret.name} className="border-t">
      <div className="flex items-center gap-2 py-1.5">
        <IconKey aria-hidden size={16} stroke={1.75} className="shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <span className="truncate font-medium">{secret.name}</span>
            {secret.missing && <Badge tone="warning">Value missing</Badge>}
          </div>
          <div className="truncate text-muted text-sm">
            {titleOf(secret.use)} · {sourceTitle(secret.source)} · {used}
          </div>
        </div>
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Uses of ${secret.name}`}
          aria-expanded={showsUses}
          onClick={() => setShowsUses(!showsUses)}
        >
          Uses
        </Button>
        <Button size="sm" variant="ghost" busy={busy} aria-label={`Test ${secret.name}`} onClick={test}>
          Test
        </Button>
        {secret.use.kind !== 'proxy' && (
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Replace ${secret.name}`}
            onClick={() => openDialog({ kind: 'secret', secret })}
          >
            Replace
          </Button>
        )}
        <Button size="sm" variant="ghost" aria-label={`Remove ${secret.name}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
      {showsUses && <SecretUses secretId={secret.id} name={secret.name} />}
    </li>
  );
}

function RemoveSecret({ secret, onClose }: { secret: ListedSecret; onClose: () => void }) {
  const remove = () => {
    callShell('secrets.remove', { id: secret.id }).catch((thrown: unknown) =>
      showFailure(`${secret.name} could not be removed`, thrown),
    );
    onClose();
  };
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${secret.name}?`}
      description="Agents that use it lose it at once: their next request with it is refused. The value itself stays valid at its provider."
      confirmLabel="Remove secret"
      onConfirm={remove}
    />
  );
}
