import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { app, BrowserWindow, dialog, MessageChannelMain, shell, type WebContents } from 'electron';
import { ENGINE_PORT_CHANNEL } from '../contract/bridge.ts';
import { AppFailure } from '../contract/error.ts';
import type { SecretAdministration } from '../contract/secrets.ts';
import type { TokenStore } from '../control/tokens.ts';
import { agreeToSettings } from '../engine/consent/agree-to-settings.ts';
import type { Consent } from '../engine/consent/consent.ts';
import { writeAtomically } from '../lib/atomic-write.ts';
import { parseUrl } from '../lib/parse-url.ts';
import { secretHandlers } from '../page/secret-calls.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { readClipboard, writeClipboard } from './clipboard.ts';
import { askPerson } from './consent.ts';
import { editorHandlers } from './editor-handlers.ts';
import type { EngineHostProcess } from './engine-host.ts';
import { launcherHandlers } from './launcher/launcher-handlers.ts';
import type { Notices } from './notices.ts';
import type { Notifications } from './notifications.ts';
import type { Quit } from './quit.ts';
import type { SettingsOwner } from './settings-owner.ts';
import type { ShellHandlers } from './shell-server.ts';
import type { SignInPages } from './sign-in-pages.ts';
import { tokenHandlers } from './token-handlers.ts';
import type { AppTray } from './tray/app-tray.ts';

const MAXIMUM_TEXT_BYTES = 512 * 1024;

function windowOf(contents: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(contents);
  if (!window) throw new Error('no window');
  return window;
}

/** The handlers of all calls that the page may send to Electron's main process. */
export function createShellHandlers(parts: {
  settings: SettingsStore;
  settingsOwner: SettingsOwner;
  secrets: SecretAdministration;
  tokens: TokenStore;
  host: EngineHostProcess;
  quit: Quit;
  notifications: Notifications;
  notices: Notices;
  tray: Pick<AppTray<unknown>, 'update'>;
  signInPages: Pick<SignInPages, 'include'>;
  /** The command line, which `ssh` and the launcher run. */
  cliPath: string;
}): ShellHandlers {
  const { settings, settingsOwner, secrets, tokens, host, quit, notifications, notices } = parts;
  const { tray, signInPages, cliPath } = parts;
  return {
    ...secretHandlers(secrets),
    ...tokenHandlers(tokens, windowOf),
    'app.info': () => ({
      version: app.getVersion(),
      platform: process.platform,
      settingsProblem: settings.problem,
      engineHostProblem: host.problem,
      home: homedir(),
      screenReader: app.isAccessibilitySupportEnabled(),
    }),
    'engine-host.connect': (_input, sender) => {
      if (host.problem) throw new AppFailure(host.problem);
      const { port1, port2 } = new MessageChannelMain();
      host.connect(port1);
      sender.postMessage(ENGINE_PORT_CHANNEL, null, [port2]);
      return {};
    },
    'app.quit': ({ agents, remember }) => {
      if (agents === 'cancel') quit.cancel();
      else quit.answer(agents, remember);
      return {};
    },
    'tray.update': (state) => {
      tray.update(state);
      return {};
    },
    'notices.take': () => ({ notices: notices.take() }),
    'settings.get': () => settings.current,
    'settings.update': async (change, sender) => {
      const { preferences } = settings.current;
      const agree = () => agreeToSettings(change.preferences, preferences, consentIn(windowOf(sender)));
      return await settingsOwner.change(change, agree);
    },
    'dialog.choose-folder': async ({ title, defaultPath }, sender) => {
      const answer = await dialog.showOpenDialog(windowOf(sender), {
        title,
        ...(defaultPath ? { defaultPath } : {}),
        properties: ['openDirectory', 'createDirectory'],
      });
      return { path: answer.filePaths[0] ?? null };
    },
    'dialog.open-text': async ({ title, extensions }, sender) => {
      const answer = await dialog.showOpenDialog(windowOf(sender), {
        title,
        filters: [{ name: title, extensions }],
        properties: ['openFile'],
      });
      const path = answer.filePaths[0];
      if (!path) return { file: null };
      const cannotRead = (error: unknown): never => {
        throw new AppFailure({
          type: 'invalid-input',
          message: `${path} cannot be read.`,
          raw: String(error),
        });
      };
      const { size } = await stat(path).catch(cannotRead);
      if (size > MAXIMUM_TEXT_BYTES) {
        throw new AppFailure({ type: 'invalid-input', message: `${path} is larger than 512 KiB.` });
      }
      return { file: { name: basename(path), text: await readFile(path, 'utf8').catch(cannotRead) } };
    },
    'dialog.save-text': async ({ title, suggestedName, text }, sender) => {
      const answer = await dialog.showSaveDialog(windowOf(sender), { title, defaultPath: suggestedName });
      const path = answer.filePath || null;
      if (path === null) return { path };
      await writeAtomically(path, text).catch((error: unknown) => {
        throw new AppFailure({
          type: 'invalid-input',
          message: `${path} cannot be written.`,
          raw: String(error),
        });
      });
      return { path };
    },
    'dialog.save-path': async ({ title, suggestedName }, sender) => {
      const answer = await dialog.showSaveDialog(windowOf(sender), { title, defaultPath: suggestedName });
      if (!answer.filePath) return { place: null };
      const place = { token: randomBytes(16).toString('hex'), path: answer.filePath };
      host.send({ type: 'save-place', ...place });
      return { place };
    },
    'link.open': async ({ url }, sender) => {
      const parsed = parseUrl(url);
      if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
        throw new AppFailure({ type: 'invalid-input', message: 'Only http and https links can be opened.' });
      }
      // The person has just asked for this page.
      if (await signInPages.include(parsed)) {
        await shell.openExternal(parsed.href);
        return { opened: true };
      }
      const answer = await dialog.showMessageBox(windowOf(sender), {
        type: 'question',
        message: 'Open this link in your browser?',
        detail: parsed.href,
        buttons: ['Open', 'Cancel'],
        defaultId: 1,
        cancelId: 1,
      });
      if (answer.response === 0) await shell.openExternal(parsed.href);
      return { opened: answer.response === 0 };
    },
    ...editorHandlers({
      dataPath: app.getPath('userData'),
      programPath: cliPath,
      ask: (question, sender) => askPerson(question, windowOf(sender)),
      openExternal: (url) => shell.openExternal(url),
    }),
    ...launcherHandlers({ programPath: cliPath }),
    'notification.show': (notification, sender) => ({
      shown: notifications.show(windowOf(sender), notification),
    }),
    'clipboard.write': async ({ text, to }) => {
      await writeClipboard(to, text);
      return {};
    },
    'clipboard.read': async ({ from }, sender) =>
      windowOf(sender).isFocused() ? await readClipboard(from) : { text: '', image: null },
  };
}

/** Refuses as a wrong input, so that the form shows it at the field. */
function consentIn(window: BrowserWindow): Consent {
  return {
    ask: async (question) => {
      if (await askPerson(question, window)) return;
      throw new AppFailure({
        type: 'invalid-input',
        message: 'It was not allowed, so nothing was changed.',
      });
    },
  };
}
