import { AppFailure } from '../../../electron/contract/error.ts';
import type { ShellCallName, ShellInput, ShellOutput } from '../../../electron/contract/shell.ts';
import type { RemoteShellCall } from '../../../electron/contract/web.ts';
import { parseUrl } from '../../../electron/lib/parse-url.ts';
import { downloadText, pickText } from './files.ts';
import { showNotification } from './notifications.ts';

type LocalShellCall = Exclude<ShellCallName, RemoteShellCall>;
type LocalHandlers = { [N in LocalShellCall]: (input: ShellInput<N>) => Promise<ShellOutput<N>> };

/** The shell calls that the page carries out by the browser's own means, or says that a browser cannot. */
export function localShell(options: {
  connectHost(): Promise<void>;
  onAgentRequested(agentId: string | null): void;
  onTaskRequested(taskId: string): void;
}): LocalHandlers {
  return {
    'engine-host.connect': async () => {
      await options.connectHost();
      return {};
    },
    'app.quit': () => absent('A browser does not end Bulkhead. End “bulkhead serve” on its machine.'),
    'dialog.choose-folder': () =>
      absent('A browser cannot choose a folder of the machine that Bulkhead runs on. Type its path.'),
    'dialog.open-text': async ({ extensions }) => ({ file: await pickText(extensions) }),
    'dialog.save-text': async ({ suggestedName, text }) => {
      downloadText(suggestedName, text);
      return { path: suggestedName };
    },
    'link.open': async ({ url }) => ({ opened: openLink(url) }),
    'editor.open': () => absent(OTHER_MACHINE),
    'ssh.set-up': () => absent(OTHER_MACHINE),
    'launcher.get': () => absent(NO_LAUNCHER),
    'launcher.install': () => absent(NO_LAUNCHER),
    'launcher.remove': () => absent(NO_LAUNCHER),
    'tray.update': () => absent('A browser has no icon in the tray.'),
    'notification.show': async (notification) => ({
      shown: await showNotification(notification, () => {
        const { agentId, taskId } = notification;
        if (taskId) options.onTaskRequested(taskId);
        else options.onAgentRequested(agentId ?? null);
      }),
    }),
    'clipboard.write': async ({ text }) => {
      await navigator.clipboard.writeText(text).catch(refusedClipboard);
      return {};
    },
    // A page cannot read the primary selection.
    'clipboard.read': async ({ from }) =>
      from !== 'selection' && document.hasFocus()
        ? await readClipboard().catch(refusedClipboard)
        : { text: '', image: null },
  };
}

const OTHER_MACHINE =
  'A browser cannot set up SSH. Run “bulkhead ssh-config” on the machine that Bulkhead runs on.';

const NO_LAUNCHER = 'A browser cannot install the command line, which runs already where this page is from.';

function absent(message: string): never {
  throw new AppFailure({ type: 'not-allowed', message });
}

/** Reads both at once, because some browsers ask the person for each call. */
async function readClipboard(): Promise<{ text: string; image: Uint8Array<ArrayBuffer> | null }> {
  const items = await navigator.clipboard.read();
  const read = async (type: string) => await items.find(({ types }) => types.includes(type))?.getType(type);
  const text = (await (await read('text/plain'))?.text()) ?? '';
  const image = text === '' ? await read('image/png') : undefined;
  return { text, image: image ? new Uint8Array(await image.arrayBuffer()) : null };
}

function refusedClipboard(error: unknown): never {
  throw new AppFailure({
    type: 'not-allowed',
    message: 'The browser does not let this page use the clipboard. Allow it in the site’s settings.',
    raw: String(error),
  });
}

/** Asks first, because text of agents contains links. The other page learns nothing of this one. */
function openLink(text: string): boolean {
  const url = parseUrl(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new AppFailure({ type: 'invalid-input', message: 'Only http and https links can be opened.' });
  }
  if (!window.confirm(`Open this link?\n\n${url.href}`)) return false;
  window.open(url.href, '_blank', 'noopener,noreferrer');
  return true;
}
