import { assertNever } from '../../electron/lib/assert-never.ts';
import { NewAgentDialog } from '../new-agent/new-agent-dialog.tsx';
import { useStore } from '../store/store.ts';

/** The one dialog that stands above the window, chosen by the store. */
export function Dialogs() {
  const dialog = useStore((state) => state.dialog);
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'new-agent':
      return <NewAgentDialog />;
    case 'remove':
    case 'rename':
    case 'duplicate':
    case 'choose-socket':
    case 'settings':
      return null;
    default:
      return assertNever(dialog);
  }
}
