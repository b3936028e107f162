import { join } from 'node:path';
import { app, type BrowserWindow, nativeTheme } from 'electron';
import { checkOutput } from '../contract/check-output.ts';
import { type ShellEventName, type ShellEventPayload, shellEvents } from '../contract/shell.ts';
import type { Announcement } from '../control/announce-host.ts';
import { tokenStoreOf } from '../control/tokens.ts';
import { createLogger } from '../lib/logger.ts';
import { once } from '../lib/once.ts';
import { setErrorReporter } from '../lib/report-error.ts';
import { administer } from '../secrets/administer.ts';
import { SecretsStore } from '../secrets/secrets-store.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { answerPreferencesChange } from './answer-preferences-change.ts';
import { askPerson, serveConsent } from './consent.ts';
import { EngineHostProcess } from './engine-host.ts';
import type { Started } from './first-window.ts';
import { createLogFile } from './log-file.ts';
import { openMainWindow, rememberBounds } from './main-window.ts';
import { installMenu } from './menu.ts';
import { Notices } from './notices.ts';
import { Notifications } from './notifications.ts';
import { logChildProcesses, recoverPage } from './page-recovery.ts';
import { Quit } from './quit.ts';
import { osEncryption } from './secrets/encryption.ts';
import { serveSecrets } from './secrets/secret-broker.ts';
import { SecretsOwner } from './secrets/secrets-owner.ts';
import { SettingsOwner } from './settings-owner.ts';
import { createShellHandlers } from './shell-handlers.ts';
import { emitShellEvent, serveShell } from './shell-server.ts';
import { SignInPages } from './sign-in-pages.ts';
import { hasTray } from './tray/has-tray.ts';
import { createAppTray } from './tray/open-tray.ts';

export async function readSettings(userData: string): Promise<SettingsStore> {
  const settings = new SettingsStore(userData);
  await settings.load();
  return settings;
}

/** Composition root of the main process, which connects the other processes and does no engine work itself. */
export function compose(
  { userData, appPath, calls, window: first }: Started,
  settings: SettingsStore,
  announcement: Announcement,
): void {
  // A broken file of settings may have had a theme.
  nativeTheme.themeSource = settings.current.theme;
  const assetsPath = app.isPackaged ? join(process.resourcesPath, 'assets') : join(appPath, 'assets');
  // The packaged command line reads it too, and plain Node reads no archive.
  const gatewayPath = app.isPackaged
    ? join(process.resourcesPath, 'gateway/gateway.cjs')
    : join(appPath, 'dist/gateway/gateway.cjs');
  const cliPath = app.isPackaged
    ? join(process.resourcesPath, 'cli/bulkhead.cjs')
    : join(appPath, 'dist/cli/bulkhead.cjs');
  const writeLog = createLogFile(join(userData, 'logs'));
  const logger = createLogger(writeLog);
  setErrorReporter((error) => logger.error('a listener failed', { error }));
  logChildProcesses(app, logger);
  // The end-to-end tests run the packaged app and enable the checks of a development run.
  const checkOutputs = !app.isPackaged || process.env.BULKHEAD_CHECK_OUTPUTS === '1';
  const secrets = new SecretsStore({
    folder: userData,
    encryption: osEncryption,
    environment: process.env,
    logger,
  });
  // A later request for a secret loads the file again and reports the error.
  const secretsRead = secrets
    .load()
    .catch((error: unknown) => logger.error('starting without secrets', { error }));

  const host = new EngineHostProcess({
    modulePath: join(appPath, 'dist/engine/index.cjs'),
    config: () => ({
      endpoint: settings.current.endpoint,
      assetsPath,
      gatewayPath,
      dataPath: userData,
      version: app.getVersion(),
      preferences: settings.current.preferences,
      checkOutputs,
    }),
    logger,
    writeLog,
  });
  const notices = new Notices();
  let window: BrowserWindow | undefined;
  const toWindow = <N extends ShellEventName>(name: N, payload: ShellEventPayload<N>) => {
    if (checkOutputs) checkOutput(shellEvents[name], payload, `event ${name}`);
    if (window) emitShellEvent(window.webContents, name, payload);
  };

  const quit = new Quit({
    app,
    preference: () => settings.current.preferences.onQuit,
    hasTray: () => tray.isShown,
    remember: (onQuit) => void settings.change({ preferences: { onQuit } }),
    ask: (agents) => toWindow('quit.asked', { agents, tray: tray.isShown }),
  });
  host.message.on((message) => {
    if (message.type === 'remember-endpoint') settings.rememberEndpoint(message.endpoint);
    if (message.type === 'running') quit.running(message.agents);
    if (message.type === 'change-preferences') answerPreferencesChange(message, settings, host);
  });
  host.started.on(() => toWindow('engine-host.started', {}));
  // By then the window has been painted.
  host.started.on(() => {
    hasTray(process.platform)
      .then((has) => has && tray.show())
      .catch((error: unknown) => logger.warn('there is no icon in the tray', { error }));
  });
  host.restarted.on(() =>
    notices.add('The engine host ended unexpectedly and was started again. Agents were not touched.'),
  );
  notices.added.on(() => toWindow('notices.added', {}));
  serveSecrets(host, secrets, logger);
  serveConsent(host, () => window);
  const secretsOwner = new SecretsOwner({
    host,
    store: secrets,
    own: administer(secrets, (question) => askPerson(question, window)),
    logger,
  });
  secrets.changed.on(() => toWindow('secrets.changed', {}));
  host.message.on(({ type }) => {
    if (type === 'owner' || type === 'secrets-changed') toWindow('secrets.changed', {});
  });
  const settingsOwner = new SettingsOwner({ host, store: settings, logger });
  settings.changed.on((changed) => {
    nativeTheme.themeSource = changed.theme;
    host.send({ type: 'preferences', preferences: changed.preferences });
    toWindow('settings.changed', changed);
  });
  settings.problemFound.on((problem) => toWindow('settings.problem', problem));
  app.on('accessibility-support-changed', (_event, active) => toWindow('screen-reader.changed', { active }));

  const reveal = () => {
    if (!window) return open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const showAgent = (agentId: string | null) => {
    // A new window starts with the agent in `lastAgentId`.
    if (!window) settings.change({ lastAgentId: agentId });
    reveal();
    toWindow('agent.requested', { agentId });
  };
  const notifications = new Notifications(({ agentId, taskId }) => {
    if (taskId === null) return showAgent(agentId);
    reveal();
    toWindow('task.requested', { taskId });
  });
  const tray = createAppTray({
    iconPath: join(assetsPath, 'icon.png'),
    act: (action) => {
      if (action.kind === 'command') toWindow('command.requested', { command: action.id });
      else if (action.kind === 'quit') app.quit();
      else if (action.agentId === null) reveal();
      else showAgent(action.agentId);
    },
  });

  // Before the page calls, it has not drawn, and the engine host would take a core from it.
  const startHost = once(() => secretsRead.then(() => host.start()));
  // A command that waits for the engine host does not wait for the page.
  const answerPrograms = async () => {
    await startHost();
    await host.answers();
  };
  announcement.answerWith(answerPrograms);
  void announcement.failed.then((error) =>
    logger.warn('a command may start an engine host of its own', { error }),
  );
  serveShell({
    calls,
    onCall: startHost,
    handlers: createShellHandlers({
      settings,
      settingsOwner,
      secrets: secretsOwner,
      tokens: tokenStoreOf(userData),
      host,
      quit,
      notifications,
      notices,
      tray,
      signInPages: new SignInPages(host),
      cliPath,
    }),
    logger,
    checkOutputs,
  });
  installMenu({
    command: (command) => toWindow('command.requested', { command }),
    quit: () => (window && !quit.hidesWindow ? window.close() : app.quit()),
  });

  const use = (opened: BrowserWindow) => {
    window = opened;
    rememberBounds(opened, settings);
    quit.watch(opened);
    recoverPage({ window: opened, notices, logger, quit: () => app.quit() });
    opened.on('focus', () => notifications.seen());
    opened.on('closed', () => {
      window = undefined;
      tray.update(undefined);
    });
  };
  const open = () => use(openMainWindow(settings.current.window, appPath));
  use(first);
  if (first.webContents.isCrashed()) first.webContents.reload();
  app.on('second-instance', reveal);
  app.on('activate', () => {
    if (!window) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    announcement.close();
    void Promise.allSettled([
      host.stop({ stopAgents: quit.stopsAgents }),
      settings.flush(),
      secrets.flush(),
    ]).then(() => {
      stopped = true;
      // Electron does not hear of a quit inside this event, which is where everything has ended if nothing had begun.
      setImmediate(() => app.quit());
    });
  });
}
