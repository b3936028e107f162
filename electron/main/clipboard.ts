import { clipboard } from 'electron';

/** What Electron's clipboard was before its functions became those of the W3C. */
interface OlderClipboard {
  readText(type: string): string;
  writeText(text: string, type: string): void;
  readImage(): Electron.NativeImage;
}

const older = () => clipboard as unknown as OlderClipboard;

/** Only Linux has a primary selection. Older Electron versions have it as a parameter, newer ones as a clipboard. */
function clipboardNamed(name: 'clipboard' | 'selection') {
  if (name === 'clipboard') return clipboard;
  const { selection } = clipboard as { selection?: Electron.Clipboard };
  if (selection) return selection;
  return {
    readText: () => older().readText(name),
    writeText: (text: string) => older().writeText(text, name),
  };
}

/** Reads the text, or the image (PNG) where there is no text. */
export async function readClipboard(
  from: 'clipboard' | 'selection',
): Promise<{ text: string; image: Uint8Array<ArrayBuffer> | null }> {
  // Newer Electron versions return a promise, older ones the result.
  const text = await clipboardNamed(from).readText();
  return { text, image: text === '' && from === 'clipboard' ? await readImage() : null };
}

export async function writeClipboard(to: 'clipboard' | 'selection', text: string): Promise<void> {
  await clipboardNamed(to).writeText(text);
}

async function readImage(): Promise<Uint8Array<ArrayBuffer> | null> {
  if ('readImage' in clipboard) {
    const image = older().readImage();
    return image.isEmpty() ? null : new Uint8Array(image.toPNG());
  }
  for (const item of await clipboard.read()) {
    if (!item.types.includes('image/png')) continue;
    const png = await item.getType('image/png');
    return new Uint8Array(await png.arrayBuffer());
  }
  return null;
}
