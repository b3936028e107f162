import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { saveFile } from '../ipc/save-file.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** Asks for a path and writes a report there, as a page or as JSON. Failures are shown, never thrown. */
export async function exportReport(agentId: string, name: string, startedAt: number): Promise<void> {
  const day = new Date(startedAt).toISOString().slice(0, 10);
  try {
    const saved = await saveFile(
      {
        title: 'Save report (.html to read, .json for programs)',
        suggestedName: `${name}-isolation-${day}.html`,
      },
      (place) => callEngine('verification.export', { agentId, startedAt, place }),
    );
    if (saved) showToast({ tone: 'success', title: 'Report saved', description: saved.path });
  } catch (thrown) {
    showFailure('The report could not be saved', thrown, {
      agentId,
      retry: () => void exportReport(agentId, name, startedAt),
    });
  }
}
