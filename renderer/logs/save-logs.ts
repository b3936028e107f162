import { showFailure } from '../errors/error-steps.ts';
import { formatNumber } from '../format/number.ts';
import { formatBytes } from '../format/quantity.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { saveFile } from '../ipc/save-file.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** Asks for a path and writes the whole log there, with lines that no window holds. Failures are shown, never thrown. */
export async function saveLogs(agentId: string, name: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  try {
    const saved = await saveFile({ title: 'Save logs', suggestedName: `${name}-${day}.log` }, (place) =>
      callEngine('logs.save', { agentId, place }),
    );
    if (!saved) return;
    const { lines, bytes } = saved.result;
    showToast({
      tone: 'success',
      title: 'Logs saved',
      description: `${formatNumber(lines)} lines (${formatBytes(bytes)}) in ${saved.path}`,
    });
  } catch (thrown) {
    showFailure('The logs could not be saved', thrown, {
      agentId,
      retry: () => void saveLogs(agentId, name),
    });
  }
}
