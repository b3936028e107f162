import { showToast } from '../ui/overlays/toasts.tsx';
import { takeParsingNote } from './output/parsing-note.ts';

/** Shows which console's output the previous page was parsing when it ended. Called once. */
export function showParsingNote(): void {
  const note = takeParsingNote();
  if (note === null) return;
  showToast({
    tone: 'warning',
    title: `The window was busy with the output of “${note.console}” in ${note.agent}`,
    description: 'Its consoles were closed when the window was loaded again.',
  });
}
