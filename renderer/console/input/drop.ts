import type { AgentSpec } from '../../../electron/contract/agent-spec.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { openStream } from '../../ipc/engine-host.ts';
import { transport } from '../../ipc/transport.ts';
import { useStore } from '../../store/store.ts';
import { pathInAgent, quoted, safeName } from './dropped-path.ts';

/** A folder in memory of every agent. */
const FOLDER = '/tmp/dropped';
/** A fifth of the memory that agents have for /tmp by default. */
const MAXIMUM_BYTES = 20 * 1024 * 1024;
const COPY = 'mkdir -p "$1" && cat > "$1/$2"';

/**
 * Pastes what was dropped: a text, or the paths at which the agent has the files. Files that it does not have are copied
 * into it. Returns false for a folder that the agent does not have, which the window opens as a project.
 */
export function dropOnConsole(
  agentId: string,
  dropped: DataTransfer,
  paste: (text: string) => void,
): boolean {
  const workspace = useStore.getState().agentsById[agentId]?.spec?.workspace;
  const files = [...dropped.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    const isFolder = item.webkitGetAsEntry()?.isDirectory === true;
    return file ? [{ file, isFolder, path: placeOf(file, workspace) }] : [];
  });
  if (files.length === 0) {
    const text = dropped.getData('text/plain');
    if (text !== '') paste(text);
    return text !== '';
  }
  if (files.some(({ isFolder, path }) => isFolder && path === undefined)) return false;
  const paths = files.map(async ({ file, path }) => path ?? (await copyIn(agentId, file)));
  Promise.all(paths).then(
    (all) => paste(`${all.map(quoted).join(' ')} `),
    (thrown: unknown) => showFailure('The file could not be copied into the agent', thrown, { agentId }),
  );
  return true;
}

function placeOf(file: File, workspace: AgentSpec['workspace'] | undefined): string | undefined {
  const path = transport().pathOf(file);
  return workspace?.kind === 'host-folder' && path !== '' ? pathInAgent(path, workspace) : undefined;
}

/** Resolves to the path of the copy. */
async function copyIn(agentId: string, file: File): Promise<string> {
  if (file.size > MAXIMUM_BYTES) throw new Error(`${file.name} is larger than 20 MiB.`);
  const name = safeName(file.name);
  const command = ['sh', '-c', COPY, 'sh', FOLDER, name];
  let output = '';
  const decoder = new TextDecoder();
  const handle = openStream(
    'exec.run',
    { agentId, command, stdin: true },
    { onItem: ({ bytes }) => (output += decoder.decode(bytes, { stream: true })) },
  );
  handle.send({ type: 'data', bytes: new Uint8Array(await file.arrayBuffer()) });
  handle.send({ type: 'end' });
  const { exitCode } = await handle.done;
  if (exitCode !== 0) throw new Error(output.trim() || `The copy ended with code ${exitCode}.`);
  return `${FOLDER}/${name}`;
}
