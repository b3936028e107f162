import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { terminalOf, useConsoles } from './consoles.ts';
import { describePaste } from './paste.ts';

/** Characters of the preview. */
const PREVIEW_CHARACTERS = 2000;

/** Asks before a paste of several lines: a shell may run each of them at once. */
export function PasteDialog() {
  const paste = useConsoles((state) => state.paste);
  const close = () => useConsoles.setState({ paste: null });
  const text = paste?.text ?? '';
  return (
    <ConfirmDialog
      open={paste !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title="Paste several lines?"
      description={`${describePaste(text)}. The shell may run each line as soon as it arrives.`}
      confirmLabel="Paste"
      onConfirm={() => {
        if (paste) terminalOf(paste.consoleId)?.paste(paste.text);
        close();
      }}
    >
      <pre className="max-h-60 overflow-auto rounded-md border bg-canvas px-2 py-1.5 font-mono text-sm">
        {text.slice(0, PREVIEW_CHARACTERS)}
        {text.length > PREVIEW_CHARACTERS && '\n…'}
      </pre>
    </ConfirmDialog>
  );
}
