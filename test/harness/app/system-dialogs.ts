import type { ElectronApplication } from '@playwright/test';

type Dialogs = Pick<Electron.Dialog, 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog'>;

/** Keeps the system's dialogs, which tests answer by a replacement; the result puts them back. */
export async function keepDialogs(app: ElectronApplication): Promise<() => Promise<void>> {
  const kept = await app.evaluateHandle(({ dialog }): Dialogs => {
    const { showMessageBox, showOpenDialog, showSaveDialog } = dialog;
    return { showMessageBox, showOpenDialog, showSaveDialog };
  });
  return () => app.evaluate(({ dialog }, own) => void Object.assign(dialog, own), kept);
}
