import { useState } from 'react';
import type { AppError } from '../../../electron/contract/error.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { callShell } from '../../ipc/shell.ts';
import { toAppError } from '../../ipc/to-app-error.ts';
import { isBrowser } from '../../ipc/transport.ts';
import { useEngineCall } from '../../ipc/use-engine-call.ts';
import { saveSettings } from '../../store/actions.ts';
import { selectPreferences } from '../../store/slices/app-slice.ts';
import { selectEngine } from '../../store/slices/engine-slice.ts';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { SegmentedControl } from '../../ui/fields/radio-group.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { DialogSection } from '../../ui/layout/dialog-section.tsx';
import { APP_ONLY } from '../app-only.ts';
import { AuthoritiesField } from './authorities-field.tsx';
import { choiceFrom, isComplete, proxyFormOf, proxyUrlProblem } from './proxy-form.ts';

const kinds = [
  { value: 'automatic', label: 'Automatic', description: 'The environment’s for an engine on this machine.' },
  {
    value: 'environment',
    label: 'Environment',
    description: 'HTTP_PROXY and the like, as the app has them.',
  },
  { value: 'none', label: 'None' },
  { value: 'manual', label: 'This one' },
] as const;

/** The proxy between the gateway of this engine and the internet. */
export function ProxySection() {
  const engine = useStore(selectEngine);
  const url = engine.status === 'connected' ? engine.endpoint.url : undefined;
  return (
    <DialogSection id="settings-proxy" title="Proxy">
      <p className="text-muted text-sm">
        Between the gateway and the internet, for what agents ask for and for the steps of builds. It resolves
        the names. The engine pulls images by itself: it needs a proxy of its own.
      </p>
      {url === undefined ? (
        <p className="text-sm text-subtle">Connect to an engine first: each has its own proxy.</p>
      ) : (
        <ProxyFields key={url} engineUrl={url} />
      )}
      <AuthoritiesField />
    </DialogSection>
  );
}

function ProxyFields({ engineUrl }: { engineUrl: string }) {
  const { proxies } = useStore(selectPreferences);
  const saved = proxies[engineUrl];
  const [form, setForm] = useState(() => proxyFormOf(saved));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const secretId = saved?.kind === 'manual' ? saved.passwordSecretId : null;
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const isChanged = JSON.stringify(form) !== JSON.stringify(proxyFormOf(saved));
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const password = form.kind === 'manual' && form.password !== '' ? form.password : undefined;
      const id = password === undefined ? secretId : await savePassword(password, secretId);
      const { [engineUrl]: _former, ...others } = proxies;
      const choice = choiceFrom(form, id);
      await saveSettings({ preferences: { proxies: choice ? { ...others, [engineUrl]: choice } : others } });
      setForm({ ...form, password: '' });
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  const disabled = busy || isBrowser();
  return (
    <>
      <SegmentedControl
        label="Proxy of this engine"
        labelHidden
        value={form.kind}
        onValueChange={(kind) => change({ kind })}
        options={kinds}
        disabled={disabled}
        hint={isBrowser() ? APP_ONLY : undefined}
      />
      {form.kind === 'manual' && (
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField
            label="Proxy address"
            mono
            value={form.url}
            placeholder="http://proxy.example.com:3128"
            onValueChange={(url) => change({ url })}
            error={proxyUrlProblem(form)}
            disabled={disabled}
          />
          <TextField
            label="No proxy for"
            mono
            value={form.noProxy}
            placeholder=".example.com, 10.0.0.0/8"
            onValueChange={(noProxy) => change({ noProxy })}
            disabled={disabled}
          />
          <TextField
            label="Proxy user name"
            value={form.username}
            onValueChange={(username) => change({ username })}
            disabled={disabled}
          />
          <TextField
            label="Proxy password"
            type="password"
            value={form.password}
            placeholder={secretId === null ? '' : 'Stored'}
            onValueChange={(password) => change({ password })}
            disabled={disabled || form.username.trim() === ''}
          />
        </div>
      )}
      <div className="flex items-center gap-3">
        <InForce version={JSON.stringify(saved ?? null)} />
        <Button
          className="ml-auto"
          busy={busy}
          disabled={disabled || !isChanged || !isComplete(form)}
          onClick={() => void save()}
        >
          Save proxy
        </Button>
      </div>
      {error && <AppErrorPanel title="The proxy stays as it is" error={{ ...error, actions: [] }} />}
    </>
  );
}

async function savePassword(value: string, secretId: string | null): Promise<string> {
  const { secrets, protection } = await callShell('secrets.list', {});
  const present = secrets.find(({ id }) => id === secretId);
  const { id } = await callShell('secrets.save', {
    ...(present ? { id: present.id } : {}),
    name: present?.name ?? freeName(secrets.map(({ name }) => name)),
    use: { kind: 'proxy' },
    source: { kind: 'typed' },
    value,
    memoryOnly: protection === 'memory',
  });
  return id;
}

function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'Proxy password' : `Proxy password ${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** What the gateway uses now. `version` changes with the choice. */
function InForce({ version }: { version: string }) {
  const { data: shown, error } = useEngineCall('egress.proxies', {}, version);
  if (!shown || error) return null;
  const { plain, secure, noProxy } = shown;
  const text =
    plain === null && secure === null
      ? 'In force: none, straight to the internet'
      : plain === secure
        ? `In force: ${secure}`
        : `In force: ${secure ?? 'none'} for https, ${plain ?? 'none'} for http`;
  return (
    <p
      role="status"
      aria-label="Proxy in force"
      className="min-w-0 break-words text-muted text-sm"
      title={noProxy}
    >
      {text}
    </p>
  );
}
