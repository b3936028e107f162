import type { SecretAdministration } from '../../contract/secrets.ts';
import type { ShellEventName, ShellEventPayload } from '../../contract/shell.ts';
import { type RemoteShellCall, shellRequestSchema } from '../../contract/web.ts';
import { agreeToSettings } from '../../engine/consent/agree-to-settings.ts';
import type { Consent } from '../../engine/consent/consent.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Port } from '../../lib/port.ts';
import { answerShellCall, type ShellHandlersOf } from '../../page/answer-shell-call.ts';
import { secretHandlers } from '../../page/secret-calls.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import { tokenQuestion } from '../token-question.ts';
import type { TokenStore } from '../tokens.ts';
import type { Downloads } from './downloads.ts';
import type { WebSession } from './web-sessions.ts';

export interface WebShellOptions {
  settings: SettingsStore;
  downloads: Downloads;
  tokens: TokenStore;
  secrets: SecretAdministration;
  /** Calls back when the list of secrets changed, until the returned function is called. */
  secretsChanged(listener: () => void): () => void;
  /** Asks the person outside of the page, which may be compromised. */
  consent: Consent;
  version: string;
  home: string;
  logger: Logger;
  checkOutputs: boolean;
}

/** The shell calls of a browser's window that only the host can answer. */
export function webShellHandlers(options: WebShellOptions): ShellHandlersOf<RemoteShellCall, WebSession> {
  const { settings, downloads, tokens, secrets, consent, version, home } = options;
  return {
    'app.info': () => ({
      version,
      platform: process.platform,
      settingsProblem: settings.problem,
      engineHostProblem: null,
      home,
      screenReader: false,
    }),
    'notices.take': () => ({ notices: [] }),
    'settings.get': () => settings.current,
    'settings.update': async (change) => {
      await agreeToSettings(change.preferences, settings.current.preferences, consent);
      return settings.change(change);
    },
    ...secretHandlers(secrets),
    'tokens.list': async () => ({ tokens: await tokens.list() }),
    'tokens.create': async (request) => {
      await consent.ask(tokenQuestion(request));
      return await tokens.create(request);
    },
    'tokens.revoke': async ({ id }) => {
      await tokens.revoke(id);
      return {};
    },
    'dialog.save-path': async ({ suggestedName }, session) => ({
      place: await downloads.create(suggestedName, session),
    }),
  };
}

/** Serves the shell calls of one window over its port, and sends it the shell's events. */
export function serveWebShell(port: Port, session: WebSession, options: WebShellOptions): void {
  const { settings, logger, checkOutputs } = options;
  const handlers = webShellHandlers(options);
  const send = <N extends ShellEventName>(event: N, payload: ShellEventPayload<N>) =>
    port.post({ event, payload });
  const stops = [
    settings.changed.on((changed) => send('settings.changed', changed)),
    settings.problemFound.on((problem) => send('settings.problem', problem)),
    options.secretsChanged((): void => send('secrets.changed', {})),
  ];
  port.onClose(() => {
    for (const stop of stops) stop();
  });
  port.onMessage((message) => {
    const request = shellRequestSchema.safeParse(message);
    if (!request.success) {
      port.close();
      return;
    }
    const { id, name, input } = request.data;
    void answerShellCall(handlers, { name, input, sender: session }, { logger, checkOutputs }).then(
      (answer) => port.post({ id, answer }),
    );
  });
}
