import type { StreamInput } from '../../../electron/contract/registry.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { saveFile } from '../../ipc/save-file.ts';
import { showToast } from '../../ui/overlays/toasts.tsx';

/** Asks for a path and writes a transcript there, to read or for programs. Failures are shown, never thrown. */
export async function saveTranscript(what: StreamInput<'task.transcript'>, fileName: string): Promise<void> {
  try {
    const saved = await saveFile(
      { title: 'Save transcript (.md to read, .json for programs)', suggestedName: `${fileName}.md` },
      (place) => callEngine('task.save-transcript', { ...what, place }),
    );
    if (saved) showToast({ tone: 'success', title: 'Transcript saved', description: saved.path });
  } catch (thrown) {
    showFailure('The transcript could not be saved', thrown, {
      retry: () => void saveTranscript(what, fileName),
    });
  }
}
