import { showFailure } from '../errors/error-steps.ts';
import { formatNumber } from '../format/number.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { saveFile } from '../ipc/save-file.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** Asks for a path and writes all decisions on disk there. Failures are shown, never thrown. */
export async function exportRequests(agentId: string, name: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  try {
    const saved = await saveFile(
      { title: 'Export requests', suggestedName: `${name}-requests-${day}.jsonl` },
      (place) => callEngine('network.export', { agentId, place }),
    );
    if (!saved) return;
    showToast({
      tone: 'success',
      title: 'Requests exported',
      description: `${formatNumber(saved.result.records)} records, as a chain that can be verified, in ${saved.path}`,
    });
  } catch (thrown) {
    showFailure('The requests could not be exported', thrown, {
      agentId,
      retry: () => void exportRequests(agentId, name),
    });
  }
}
