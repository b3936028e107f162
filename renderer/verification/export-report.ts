import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { callShell } from '../ipc/shell.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** Asks for a path and writes a report there, as a page or as JSON. Failures are shown, never thrown. */
export async function exportReport(agentId: string, name: string, startedAt: number): Promise<void> {
  const day = new Date(startedAt).toISOString().slice(0, 10);
  try {
    const { place } = await callShell('dialog.save-path', {
      title: 'Save report (.html to read, .json for programs)',
      suggestedName: `${name}-isolation-${day}.html`,
    });
    if (place === null) return;
    const { path } = await callEngine('verification.export', { agentId, startedAt, place: place.token });
    showToast({ tone: 'success', title: 'Report saved', description: path });
  } catch (thrown) {
    showFailure('The report could not be saved', thrown, {
      agentId,
      retry: () => void exportReport(agentId, name, startedAt),
    });
  }
}
