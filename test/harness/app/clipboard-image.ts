import type { ElectronApplication } from '@playwright/test';

/** A picture of one point. */
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Puts an image, and nothing else, into the clipboard. */
export async function copyImage(app: ElectronApplication): Promise<void> {
  await app.evaluate(async ({ clipboard, nativeImage, ClipboardItem }, png) => {
    const older = clipboard as unknown as { writeImage?: (image: Electron.NativeImage) => void };
    if (older.writeImage) older.writeImage(nativeImage.createFromDataURL(`data:image/png;base64,${png}`));
    else await clipboard.write([new ClipboardItem({ 'image/png': new Blob([Buffer.from(png, 'base64')]) })]);
  }, DOT);
}
