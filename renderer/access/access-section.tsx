import { useState } from 'react';
import type { Token } from '../../electron/contract/token.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { formatAgo, formatDateTime } from '../format/time.ts';
import { callShell } from '../ipc/shell.ts';
import { openDialog } from '../store/actions.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { IconPlugConnected, IconPlus } from '../ui/icons.ts';
import { DialogSection } from '../ui/layout/dialog-section.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { ApiCalls } from './api-calls.tsx';
import { scopeLabel } from './scope-options.ts';
import { useTokens } from './use-tokens.ts';

/** The programs that may use Bulkhead over TCP, and what programs did. */
export function AccessSection() {
  const { tokens, error, reload } = useTokens();
  const [revoking, setRevoking] = useState<Token>();
  return (
    <DialogSection
      id="settings-access"
      title="Access"
      action={
        <Button size="sm" icon={IconPlus} onClick={() => openDialog({ kind: 'token' })}>
          Create token
        </Button>
      }
    >
      <p className="text-muted text-sm">
        A program sends a token to use the HTTP API of <code>bulkhead serve --listen</code>. No token reaches
        secrets, answers an agent’s questions or writes to your folders.
      </p>
      {error && (
        <AppErrorPanel title="The tokens cannot be listed" error={error} context={{ retry: reload }} />
      )}
      {!tokens && !error && <Skeleton className="h-9" />}
      {tokens?.length === 0 && <p className="text-sm text-subtle">No tokens yet.</p>}
      <ul aria-label="Tokens" className="flex flex-col">
        {tokens?.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
        ))}
      </ul>
      {revoking && <RevokeToken token={revoking} onClose={() => setRevoking(undefined)} onRevoked={reload} />}
      <ApiCalls />
    </DialogSection>
  );
}

function TokenRow({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const { name, scope, roots, createdAt, expiresAt, lastUsedAt } = token;
  const now = Date.now();
  const isExpired = expiresAt !== null && expiresAt <= now;
  return (
    <li aria-label={name} className="flex items-center gap-2 border-t py-1.5">
      <IconPlugConnected aria-hidden size={16} stroke={1.75} className="shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          <Badge>{scopeLabel(scope)}</Badge>
          {isExpired && <Badge tone="warning">Expired</Badge>}
        </div>
        <div className="text-muted text-sm">
          Created <Day at={createdAt} /> ·{' '}
          {expiresAt === null ? 'does not expire' : <Expiry at={expiresAt} />} ·{' '}
          {lastUsedAt === null ? 'never used' : `used ${formatAgo(lastUsedAt, now)}`}
        </div>
        <div className="truncate text-sm text-subtle" title={roots.join('\n')}>
          {roots.length === 0 ? 'No folder of this machine' : roots.join(', ')}
        </div>
      </div>
      <Button size="sm" variant="ghost" aria-label={`Revoke ${name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}

function Expiry({ at }: { at: number }) {
  return (
    <>
      {at <= Date.now() ? 'expired' : 'expires'} <Day at={at} />
    </>
  );
}

function Day({ at }: { at: number }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={formatDateTime(at)}>
      {iso.slice(0, 10)}
    </time>
  );
}

function RevokeToken(props: { token: Token; onClose: () => void; onRevoked: () => void }) {
  const { token, onClose, onRevoked } = props;
  const revoke = () => {
    callShell('tokens.revoke', { id: token.id }).then(onRevoked, (thrown: unknown) =>
      showFailure(`${token.name} could not be revoked`, thrown),
    );
    onClose();
  };
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke ${token.name}?`}
      description="Its next request is refused. The program needs a new token; this one does not come back."
      confirmLabel="Revoke token"
      onConfirm={revoke}
    />
  );
}
