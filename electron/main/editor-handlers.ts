import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { WebContents } from 'electron';
import type { ConsentQuestion } from '../contract/consent.ts';
import { EDITORS, sshHostOf } from '../contract/editors.ts';
import { AppFailure } from '../contract/error.ts';
import { WORKSPACE_PATH } from '../engine/objects/paths.ts';
import { findProgram } from '../lib/find-program.ts';
import { installConfig, isInstalled, ownConfigPath, userConfigPath } from '../ssh/install-config.ts';
import type { ShellHandlers } from './shell-server.ts';

/** Folders that a program started from a desktop may not have in its PATH. */
const MORE_FOLDERS = ['/usr/local/bin', '/opt/homebrew/bin', join(homedir(), '.local/bin')];

export interface EditorOptions {
  dataPath: string;
  /** The command line, which `ssh` runs by Node.js. */
  programPath: string;
  /** Asks the person outside of the page. */
  ask(question: ConsentQuestion, sender: WebContents): Promise<boolean>;
  openExternal(url: string): Promise<void>;
}

/** The handlers that lead out of the app to an editor. What the page sends is a name; the link is made here. */
export function editorHandlers(options: EditorOptions): Pick<ShellHandlers, 'editor.open' | 'ssh.set-up'> {
  const { dataPath, programPath, ask, openExternal } = options;
  const configuration = async () => ({
    dataPath,
    proxy: [await findNode(), programPath, 'ssh-proxy', '--data', dataPath],
  });
  const addedLine = () =>
    `One line is added to ${userConfigPath()}, which includes ${ownConfigPath(dataPath)}. “bulkhead ssh-config --remove” removes it.`;
  return {
    'ssh.set-up': async (_input, sender) => {
      const place = await configuration();
      const question = { message: 'Let ssh reach agents as NAME.bulkhead?', detail: addedLine() };
      if (!(await isInstalled(dataPath)) && !(await ask(question, sender))) return { ready: false };
      await installConfig(place);
      return { ready: true };
    },
    'editor.open': async ({ editor, agentName }, sender) => {
      const place = await configuration();
      const { name, url } = EDITORS[editor];
      const link = url(sshHostOf(agentName), WORKSPACE_PATH);
      const detail = (await isInstalled(dataPath)) ? link : `${link}\n\n${addedLine()}`;
      if (!(await ask({ message: `Open “${agentName}” in ${name}?`, detail }, sender)))
        return { opened: false };
      await installConfig(place);
      await openExternal(link).catch((error: unknown) => {
        throw new AppFailure({
          type: 'invalid-input',
          message: `${name} did not open. Is it installed?`,
          raw: String(error),
        });
      });
      return { opened: true };
    },
  };
}

/** `ssh` starts the command line, which the app's own program cannot run. Throws `conflict` when there is no Node.js. */
async function findNode(): Promise<string> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS];
  const path = await findProgram([process.platform === 'win32' ? 'node.exe' : 'node'], folders);
  if (path !== undefined) return path;
  throw new AppFailure({
    type: 'conflict',
    message: 'SSH to agents needs Node.js 20 or later on this machine, and none was found.',
  });
}
