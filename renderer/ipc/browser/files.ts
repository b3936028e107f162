import { AppFailure } from '../../../electron/contract/error.ts';

/** As of the app's dialog. */
const MAXIMUM_TEXT_BYTES = 512 * 1024;

/** Downloads what a path of this server answers, under the given name. */
export function downloadFrom(href: string, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.download = name;
  anchor.click();
}

/** Downloads a text. */
export function downloadText(name: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  downloadFrom(href, name);
  // The click has started the download, which keeps the content.
  URL.revokeObjectURL(href);
}

/** Lets the person pick a text file. Resolves to null when they pick none. */
export async function pickText(
  extensions: readonly string[],
): Promise<{ name: string; text: string } | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = extensions.map((extension) => `.${extension}`).join(',');
  const file = await new Promise<File | undefined>((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]));
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });
  if (!file) return null;
  if (file.size > MAXIMUM_TEXT_BYTES) {
    throw new AppFailure({ type: 'invalid-input', message: `${file.name} is larger than 512 KiB.` });
  }
  return { name: file.name, text: await file.text() };
}
