import { useEffect, useState } from 'react';
import { IconAlertTriangle, IconCheck, IconCopy } from '../icons.ts';
import { IconButton } from './icon-button.tsx';

const CONFIRM_MS = 1500;

/** Copies `text` to the clipboard and shows whether that succeeded. `label` is a text such as "Copy command". */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  const icon = outcome === 'copied' ? IconCheck : outcome === 'refused' ? IconAlertTriangle : IconCopy;
  return (
    <>
      <IconButton size="sm" label={label} icon={icon} onClick={() => void copy()} />
      <span role="status" className="sr-only">
        {outcome === 'copied' && 'Copied'}
        {outcome === 'refused' && 'The clipboard refused the text'}
      </span>
    </>
  );
}
