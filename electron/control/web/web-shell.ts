import { AppFailure } from '../../contract/error.ts';
import { DEFAULT_GATEWAY_BASE } from '../../contract/preferences.ts';
import type { ShellEventName, ShellEventPayload } from '../../contract/shell.ts';
import { type RemoteShellCall, shellRequestSchema } from '../../contract/web.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Port } from '../../lib/port.ts';
import { answerShellCall, type ShellHandlersOf } from '../../page/answer-shell-call.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import type { TokenStore } from '../tokens.ts';
import type { Downloads } from './downloads.ts';
import type { WebSession } from './web-sessions.ts';

export interface WebShellOptions {
  settings: SettingsStore;
  downloads: Downloads;
  tokens: TokenStore;
  version: string;
  home: string;
  logger: Logger;
  checkOutputs: boolean;
}

/** The shell calls of a browser's window that only the host can answer. Nothing here needs a person's consent. */
export function webShellHandlers(options: WebShellOptions): ShellHandlersOf<RemoteShellCall, WebSession> {
  const { settings, downloads, tokens, version, home } = options;
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
    'settings.update': (change) => {
      refuseGatewayBase(change.preferences?.gatewayBase, settings);
      return settings.change(change);
    },
    'secrets.list': () => ({ secrets: [], protection: 'memory' as const }),
    'secrets.save': refuseSecrets,
    'secrets.remove': refuseSecrets,
    'secrets.test': refuseSecrets,
    'tokens.list': async () => ({ tokens: await tokens.list() }),
    'tokens.create': refuseToken,
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

function refuseSecrets(): never {
  throw new AppFailure({
    type: 'secret-unavailable',
    message: 'A browser does not reach the keychain of the machine that Bulkhead runs on. Use the app there.',
  });
}

/** A page that was taken over must not let a program in, and no dialog of the system can ask here. */
function refuseToken(): never {
  throw new AppFailure({
    type: 'not-allowed',
    message: 'Tokens are created on the machine that Bulkhead runs on: “bulkhead token create NAME”.',
  });
}

/** The gateway holds the values of secrets, so that its image needs a person's consent, which no page can give. */
function refuseGatewayBase(requested: string | undefined, settings: SettingsStore): void {
  const { gatewayBase } = settings.current.preferences;
  if (requested === undefined || requested === gatewayBase || requested === DEFAULT_GATEWAY_BASE) return;
  throw new AppFailure({
    type: 'not-allowed',
    field: 'gatewayBase',
    message: 'Only the app can build the gateway on another image, because somebody must agree to it there.',
  });
}
