import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { callShell } from '../ipc/shell.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** Asks for a path and writes all decisions on disk there. Failures are shown, never thrown. */
export async function exportRequests(agentId: string, name: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  try {
    const { place } = await callShell('dialog.save-path', {
      title: 'Export requests',
      suggestedName: `${name}-requests-${day}.jsonl`,
    });
    if (place === null) return;
    const { records } = await callEngine('network.export', { agentId, place: place.token });
    showToast({
      tone: 'success',
      title: 'Requests exported',
      description: `${records.toLocaleString('en')} records, as a chain that can be verified, in ${place.path}`,
    });
  } catch (thrown) {
    showFailure('The requests could not be exported', thrown, {
      agentId,
      retry: () => void exportRequests(agentId, name),
    });
  }
}
