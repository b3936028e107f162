import { type ClipboardEvent, useState } from 'react';
import type { BuiltinAccount } from '../../electron/contract/builtin-accounts.ts';
import type { SecretSource } from '../../electron/contract/secrets.ts';
import { Select } from '../ui/fields/select.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import type { SecretFieldsProps } from './secret-fields-props.ts';
import { builtinAccount, CUSTOM_ACCOUNT } from './secret-form.ts';

const sources: { value: SecretSource['kind']; label: string; description: string }[] = [
  { value: 'typed', label: 'Typed in', description: 'Kept encrypted by this system’s keychain' },
  {
    value: 'environment',
    label: 'Environment variable',
    description: 'Of the environment Bulkhead starts in',
  },
  { value: 'command', label: 'Command', description: 'Such as op read or gh auth token' },
  { value: 'file', label: 'File', description: 'Holds the secret and nothing else' },
];

/** The sources of an account, of which one is the file of the provider's own program on this computer. */
function accountSources({ hostFile, typed }: BuiltinAccount): typeof sources {
  return sources.map((source) => {
    if (source.value === 'file' && hostFile)
      return { ...source, description: `The sign-in in ~/${hostFile}` };
    if (source.value === 'typed')
      return { ...source, description: typed ?? 'A token, or the program’s file' };
    return source;
  });
}

/** Where the value comes from. */
export function SecretSourceFields({
  form,
  change,
  errors,
  keepsValue,
}: SecretFieldsProps & { keepsValue: boolean }) {
  const account = builtinAccount(form.provider);
  return (
    <>
      <Select
        label="Source"
        options={account ? accountSources(account) : sources}
        value={form.source}
        onValueChange={(source) => change({ source, value: '' })}
      />
      {form.source === 'typed' && (
        <ValueField form={form} change={change} errors={errors} keepsValue={keepsValue} />
      )}
      {form.source === 'environment' && (
        <TextField
          label="Variable"
          mono
          value={form.variable}
          placeholder="ANTHROPIC_API_KEY"
          onValueChange={(variable) => change({ variable })}
          error={errors.variable ?? errors.source}
        />
      )}
      {form.source === 'command' && (
        <TextField
          label="Command"
          mono
          value={form.command}
          placeholder="op read op://vault/item/key"
          hint="Runs on this computer, without a shell, when a gateway needs the value. The first line that it prints counts."
          onValueChange={(command) => change({ command })}
          error={errors.command ?? errors.source}
        />
      )}
      {form.source === 'file' && (
        <TextField
          label="Path"
          mono
          value={form.path}
          placeholder="/home/you/.config/key"
          hint={account && 'Read when it is needed, and never written. Renewed tokens go to the keychain.'}
          onValueChange={(path) => change({ path })}
          error={errors.path ?? errors.source}
        />
      )}
    </>
  );
}

function ValueField({ form, change, errors, keepsValue }: SecretFieldsProps & { keepsValue: boolean }) {
  const [pasteProblem, setPasteProblem] = useState<string>();
  const isAccount = form.provider === CUSTOM_ACCOUNT || builtinAccount(form.provider) !== undefined;
  // An input element would join pasted lines silently.
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text').trim();
    // The file of an account is JSON, which is the same in one line.
    const severalLines = !isAccount && /[\r\n]/.test(text);
    if (severalLines) event.preventDefault();
    setPasteProblem(
      severalLines ? 'The secret has more than one line: a header can carry only one.' : undefined,
    );
  };
  return (
    <TextField
      label="Secret"
      type="password"
      mono
      value={form.value}
      placeholder={keepsValue ? 'Empty keeps the present one' : ''}
      onPaste={onPaste}
      onValueChange={(value) => {
        setPasteProblem(undefined);
        change({ value });
      }}
      error={pasteProblem ?? errors.value}
    />
  );
}
