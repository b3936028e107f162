import { z } from 'zod';

export const editorSchema = z.enum(['vscode', 'cursor', 'zed', 'jetbrains']);
export type Editor = z.infer<typeof editorSchema>;

interface EditorFacts {
  name: string;
  /** The built-in egress set with what the editor's server needs from the internet. */
  egressSet: string;
  /** The link that opens a folder of a host. The host's name needs no escaping: agents' names are plain. */
  url(host: string, folder: string): string;
}

/** Sources: each editor's own documentation of its links. `docs/editors.md` says what was tried. */
export const EDITORS: Readonly<Record<Editor, EditorFacts>> = {
  vscode: {
    name: 'VS Code',
    egressSet: 'vscode-server',
    url: (host, folder) => `vscode://vscode-remote/ssh-remote+${host}${folder}`,
  },
  cursor: {
    name: 'Cursor',
    egressSet: 'cursor-server',
    url: (host, folder) => `cursor://vscode-remote/ssh-remote+${host}${folder}`,
  },
  zed: {
    name: 'Zed',
    egressSet: 'zed-server',
    url: (host, folder) => `zed://ssh/${host}${folder}`,
  },
  jetbrains: {
    name: 'JetBrains Gateway',
    egressSet: 'jetbrains-server',
    url: (host, folder) =>
      `jetbrains-gateway://connect#type=ssh&host=${host}&port=22&user=agent&projectPath=${encodeURIComponent(folder)}`,
  },
};

/** The name by which SSH clients reach an agent. */
export const sshHostOf = (agentName: string): string => `${agentName}.bulkhead`;
