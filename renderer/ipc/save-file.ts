import { callShell } from './shell.ts';
import { transport } from './transport.ts';

/**
 * Asks for a path and lets `write` save a file there; a browser then downloads the file. Resolves to undefined when the
 * person chose no path. Rejects with an `AppFailure`.
 */
export async function saveFile<T>(
  suggestion: { title: string; suggestedName: string },
  write: (token: string) => Promise<T>,
): Promise<{ path: string; result: T } | undefined> {
  const { place } = await callShell('dialog.save-path', suggestion);
  if (place === null) return undefined;
  const result = await write(place.token);
  transport().fileSaved(place);
  return { path: place.path, result };
}
