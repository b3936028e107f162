import { AppFailure } from '../../contract/error.ts';
import type { SecretAdministration } from '../../contract/secrets.ts';
import { settingsQuestions } from '../../contract/settings-questions.ts';
import type { ShellEventName, ShellEventPayload } from '../../contract/shell.ts';
import { type RemoteShellCall, shellRequestSchema } from '../../contract/web.ts';
import type { Consent } from '../../engine/consent/consent.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Port } from '../../lib/port.ts';
import { answerShellCall, type ShellHandlersOf } from '../../page/answer-shell-call.ts';
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
    }),
    'notices.take': () => ({ notices: [] }),
    'settings.get': () => settings.current,
    'settings.update': async (change) => {
      await agreeToSettings(change.preferences, settings, consent);
      return settings.change(change);
    },
    'secrets.list': (input) => secrets.call('secrets.list', input),
    'secrets.save': (input) => secrets.call('secrets.save', input),
    'secrets.remove': (input) => secrets.call('secrets.remove', input),
    'secrets.test': (input) => secrets.call('secrets.test', input),
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

/** No page alone may choose who reads what agents send. */
async function agreeToSettings(
  change: Parameters<typeof settingsQuestions>[0],
  settings: SettingsStore,
  consent: Consent,
): Promise<void> {
  for (const { field, ...question } of settingsQuestions(change, settings.current.preferences))
    await consent.ask(question).catch((error: unknown) => {
      throw error instanceof AppFailure ? new AppFailure({ ...error.error, field }) : error;
    });
}
