import { useState } from 'react';
import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import { looksLikeKey, looksLikeKeyName } from '../../electron/contract/key-looks.ts';
import { showFailure } from '../errors/error-steps.ts';
import { saveSettings } from '../store/actions.ts';
import { selectPreferences } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { readBuildArgs } from './image-labels.ts';

/** The person's changes to the build of a type's image. */
export function BuildSettings({ type, onDone }: { type: UsableAgentType; onDone: () => void }) {
  const { imageBuilds } = useStore(selectPreferences);
  const own = imageBuilds[type.id];
  const [base, setBase] = useState(own?.base ?? '');
  const [argsText, setArgsText] = useState(
    Object.entries(own?.args ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const [busy, setBusy] = useState(false);
  const read = readBuildArgs(argsText);
  const secret =
    'args' in read &&
    Object.entries(read.args).find(([name, value]) => looksLikeKeyName(name) || looksLikeKey(value));
  const problem =
    'wrong' in read
      ? `“${read.wrong}” is no NAME=value.`
      : secret
        ? `${secret[0]} looks like a secret. Images keep no secrets.`
        : undefined;
  const save = async () => {
    if (problem || !('args' in read)) return;
    setBusy(true);
    const { [type.id]: _former, ...others } = imageBuilds;
    const changed = base.trim() !== '' || Object.keys(read.args).length > 0;
    const mine = { ...(base.trim() === '' ? {} : { base: base.trim() }), args: read.args };
    try {
      await saveSettings({
        preferences: { imageBuilds: changed ? { ...others, [type.id]: mine } : others },
      });
      onDone();
    } catch (thrown) {
      setBusy(false);
      showFailure('The build settings could not be saved', thrown);
    }
  };
  return (
    <div className="flex flex-col gap-3 rounded-md bg-surface p-3">
      <TextField
        label="Base image"
        mono
        value={base}
        placeholder={type.base ?? ''}
        onValueChange={setBase}
        hint="Empty: the one that the type names. It needs what the type’s Dockerfile expects of it, such as npm."
      />
      <TextArea
        label="Build arguments"
        mono
        rows={2}
        value={argsText}
        placeholder={Object.entries(type.buildArgs)
          .map(([name, value]) => `${name}=${value}`)
          .join('\n')}
        onValueChange={setArgsText}
        hint="NAME=value, one per line."
        error={problem}
      />
      <div className="flex gap-2">
        <Button size="sm" variant="primary" busy={busy} onClick={() => void save()}>
          Save build settings
        </Button>
        <Button size="sm" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
