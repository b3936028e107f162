import { type FormEvent, useState } from 'react';
import type { SecretUse } from '../../electron/contract/secrets.ts';
import { listed } from '../../electron/lib/listed.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { IconExternalLink } from '../ui/icons.ts';
import { Kbd } from '../ui/kbd.tsx';
import { KeyValues } from '../ui/layout/key-values.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { showToast } from '../ui/overlays/toasts.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { builtinAccount, titleOf } from './secret-form.ts';
import { type SignIn, useSignIn } from './use-sign-in.ts';

const toSettings = () => openDialog({ kind: 'settings', section: 'secrets' });

/** Signs in to a subscription with its program’s own login, in a sandbox that goes with this dialog. */
export function SignInDialog(props: {
  name: string;
  use: SecretUse;
  /** Called after the dialog; when absent, the settings open. */
  onDone?: () => void;
}) {
  const { name, use, onDone: back = toSettings } = props;
  const builtin = use.kind === 'oauth' && typeof use.provider === 'string' && builtinAccount(use.provider);
  const title = `Sign in to ${builtin ? builtin.name : titleOf(use)}`;
  const signIn = useSignIn(name, use, () => {
    // New agent shows it as a chosen credential, and the toast would lie over its buttons.
    if (!props.onDone) showToast({ tone: 'success', title: `${name} is signed in` });
    back();
  });
  return (
    <Dialog
      open
      size="md"
      title={title}
      closeOnOutsideClick={false}
      onOpenChange={(open) => !open && back()}
      footer={
        <Button onClick={back}>
          Cancel sign-in
          <Kbd keys="Esc" />
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-muted text-sm">
          The program’s own sign-in runs in a sandbox that is none of your agents and reaches the sign-in’s
          hosts alone. The tokens go to the keychain, and the sandbox is removed.
        </p>
        {signIn.error ? (
          <AppErrorPanel
            title="Nobody was signed in"
            error={signIn.error}
            context={{ retry: signIn.retry }}
          />
        ) : (
          <>
            <Progress signIn={signIn} />
            {signIn.sandbox && <Sandbox {...signIn.sandbox} />}
          </>
        )}
      </div>
    </Dialog>
  );
}

function Progress({ signIn }: { signIn: SignIn }) {
  const { page, deviceCode, step } = signIn;
  if (!page)
    return (
      <p role="status" className="text-sm">
        {step}…
      </p>
    );
  return (
    <>
      <p role="status" className="text-sm">
        {step === '' ? waitingFor(page.returns, deviceCode !== undefined) : `${step}…`}
      </p>
      {page.problem && (
        <Callout tone="warning" title="The page cannot come back by itself">
          {page.problem}
        </Callout>
      )}
      {deviceCode && (
        <p className="flex items-center gap-2 text-sm">
          <code className="font-mono text-base tracking-wider">{deviceCode}</code>
          <CopyButton text={deviceCode} label="Copy code" />
        </p>
      )}
      <div>
        <Button icon={IconExternalLink} onClick={signIn.openPage}>
          Open sign-in page
        </Button>
      </div>
      {!deviceCode && <CodeField signIn={signIn} />}
    </>
  );
}

/** What runs for the sign-in: it shows nowhere else, because it is none of the person’s agents. */
function Sandbox({ name, program, hosts }: NonNullable<SignIn['sandbox']>) {
  return (
    <section aria-label="What runs now" className="border-t pt-3 text-sm">
      <KeyValues
        items={[
          { key: 'Sandbox', value: name, mono: true },
          { key: 'Program', value: program },
          { key: 'Reaches only', value: listed(hosts) },
        ]}
      />
    </section>
  );
}

function waitingFor(returns: boolean, hasDeviceCode: boolean): string {
  if (hasDeviceCode) return 'Sign in on the page in your browser, and type this code there.';
  return returns
    ? 'Sign in on the page in your browser. It comes back here by itself.'
    : 'Sign in on the page in your browser, then paste the code that it shows.';
}

/** Takes the code that the page shows, or the address to which it led. */
function CodeField({ signIn }: { signIn: SignIn }) {
  const [code, setCode] = useState('');
  const trimmed = code.trim();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed === '') return;
    signIn.sendCode(trimmed);
    setCode('');
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <TextField
        // Enter would cancel the sign-in otherwise.
        autoFocus
        label="Code"
        type="password"
        mono
        value={code}
        onValueChange={setCode}
        hint="If the page shows a code, or the browser does not come back: paste the code or the address here."
        trailing={
          <Button type="submit" disabled={trimmed === ''}>
            Send code
            <Kbd keys="↵" />
          </Button>
        }
      />
    </form>
  );
}
