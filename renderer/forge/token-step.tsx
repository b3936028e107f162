import { useState } from 'react';
import { FORGE_NAMES, type ForgeKind, forgeKindSchema } from '../../electron/contract/forge-host.ts';
import { forgeProvider } from '../secrets/forge-form.ts';
import { SecretDialog } from '../secrets/secret-dialog.tsx';
import { useSecrets } from '../secrets/use-secrets.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Select } from '../ui/fields/select.tsx';

/** Adds or replaces the token for a server, above the dialog that needs it. */
export function TokenButton(props: { kind: ForgeKind; host: string; onSaved: () => void }) {
  const { kind, host, onSaved } = props;
  const [isOpen, setOpen] = useState(false);
  const present = useSecrets()?.secrets.find(({ use }) => use.kind === 'forge' && use.host === host);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {present ? 'Replace the token…' : 'Add a token…'}
      </Button>
      {isOpen && (
        <SecretDialog
          secret={present}
          provider={forgeProvider(kind)}
          host={host}
          proposeName={() => `${host} for pull requests`}
          onDone={(savedId) => {
            setOpen(false);
            if (savedId !== undefined) onSaved();
          }}
        />
      )}
    </>
  );
}

/** Asks what kind of server a host is that nobody knows. */
export function KindSelect(props: {
  host: string;
  kind: ForgeKind | undefined;
  onChange: (kind: ForgeKind) => void;
}) {
  return (
    <Select<ForgeKind>
      label={`Kind of server of ${props.host}`}
      placeholder="Choose"
      options={forgeKindSchema.options.map((value) => ({ value, label: FORGE_NAMES[value] }))}
      value={props.kind ?? ('' as ForgeKind)}
      onValueChange={props.onChange}
    />
  );
}
