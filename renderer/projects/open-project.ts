import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { callShell } from '../ipc/shell.ts';
import { isBrowser } from '../ipc/transport.ts';
import { openDialog } from '../store/actions.ts';

/** Opens the New agent dialog with a folder that the person chooses. */
export async function openProjectFolder(): Promise<void> {
  const folder = await chooseProject();
  if (folder !== undefined) openDialog({ kind: 'new-agent', folder });
}

/** Opens the New agent dialog with a private copy of a folder that the person chooses. */
export async function copyProjectFolder(type: string | undefined): Promise<void> {
  const copyOf = await chooseProject();
  if (copyOf !== undefined)
    openDialog({ kind: 'new-agent', preset: { copyOf, ...(type === undefined ? {} : { type }) } });
}

/** Resolves to undefined when nothing was chosen. */
async function chooseProject(): Promise<string | undefined> {
  // A browser shows no folders of the engine host's machine: the path is typed in the dialog.
  if (isBrowser()) return '';
  try {
    const { path } = await callShell('dialog.choose-folder', { title: 'Open project folder' });
    return path ?? undefined;
  } catch (thrown) {
    showFailure('The folder could not be opened', thrown);
    return undefined;
  }
}

/** Makes a sample project, and opens the New agent dialog with a private copy of it and its fixer. */
export async function openSampleProject(): Promise<void> {
  try {
    const { path } = await callEngine('project.sample', {});
    const preset = { type: 'shell', copyOf: path, start: ['node', 'fix.mjs'] };
    openDialog({ kind: 'new-agent', preset });
  } catch (thrown) {
    showFailure('The sample project could not be made', thrown);
  }
}
