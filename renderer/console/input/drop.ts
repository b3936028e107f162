import type { AgentSpec } from '../../../electron/contract/agent-spec.ts';
import { joinCommand } from '../../../electron/contract/command-line.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { transport } from '../../ipc/transport.ts';
import { useStore } from '../../store/store.ts';
import { copyIn, MAXIMUM_BYTES } from './copy-in.ts';
import { pathInAgent } from './dropped-path.ts';

/** The console that gets a text or files. */
export interface DropTarget {
  agentId: string;
  /** Aborted when the console is closed. */
  signal: AbortSignal;
  paste: (text: string) => void;
}

interface DroppedFile {
  file: File;
  /** At which the agent has the file; undefined for one that it does not have. */
  path?: string | undefined;
}

/**
 * Pastes what was dropped: a text, or the paths at which the agent has the files. Files that it does not have are copied
 * into it. Returns false for a folder that the agent does not have, which the window opens as a project.
 */
export function dropOnConsole(dropped: DataTransfer, target: DropTarget): boolean {
  const workspace = useStore.getState().agentsById[target.agentId]?.spec?.workspace;
  const files = [...dropped.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    const isFolder = item.webkitGetAsEntry()?.isDirectory === true;
    return file ? [{ file, isFolder, path: placeOf(file, workspace) }] : [];
  });
  if (files.length === 0) {
    const text = dropped.getData('text/plain');
    if (text !== '') target.paste(text);
    return text !== '';
  }
  if (files.some(({ isFolder, path }) => isFolder && path === undefined)) return false;
  void pasteFiles(files, target);
  return true;
}

/** Pastes the paths of files, of which the agent gets those that it does not have. Shows the reason if it cannot. */
export async function pasteFiles(
  files: readonly DroppedFile[],
  { agentId, signal, paste }: DropTarget,
): Promise<void> {
  try {
    const bytes = files.reduce((sum, { file, path }) => sum + (path === undefined ? file.size : 0), 0);
    if (files.length > 1 && bytes > MAXIMUM_BYTES)
      throw new Error('Together the files are larger than 20 MiB.');
    const paths: string[] = [];
    for (const { file, path } of files) paths.push(path ?? (await copyIn(agentId, file, signal)));
    paste(`${joinCommand(paths)} `);
  } catch (thrown) {
    if (!signal.aborted) showFailure('The file could not be copied into the agent', thrown, { agentId });
  }
}

function placeOf(file: File, workspace: AgentSpec['workspace'] | undefined): string | undefined {
  const path = transport().pathOf(file);
  return workspace?.kind === 'host-folder' && path !== '' ? pathInAgent(path, workspace) : undefined;
}
