import { tmpdir } from 'node:os';
import type { RecordedCall } from '../contract/api-call.ts';
import type { Endpoint } from '../contract/engine.ts';
import type { HostConfig } from '../contract/host.ts';
import type { SecretAdministration } from '../contract/secrets.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { isProcessAlive } from '../lib/is-process-alive.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { Scope } from '../lib/scope.ts';
import { createAccess } from './access/create.ts';
import { createConsentHandlers } from './approvals/consent-handlers.ts';
import { notAllowed } from './consent/consent.ts';
import { Consents } from './consent/consents.ts';
import type { ClaimEngine } from './docker/claim-engine.ts';
import type { AppAccess } from './egress/app-access/app-access.ts';
import { createEngineUnit } from './engine-unit.ts';
import { SaveTokens } from './files/save-tokens.ts';
import { LivePreferences } from './preferences/live-preferences.ts';
import { stopEach } from './rpc/area.ts';
import { RpcServer } from './rpc/server.ts';
import { administrationHandlers } from './secrets/administration-handlers.ts';
import { noAdministration, noSecrets } from './secrets/no-secrets.ts';
import type { SecretProvider } from './secrets/secret-provider.ts';
import { type ChangePreferences, createSettings, type SettingsKeeper } from './settings/create.ts';
import { RunningPages } from './sign-in/running-pages.ts';
import { Doors } from './verification/doors.ts';
import { removeForgottenClones } from './workspace/copy/clone-folder.ts';

export interface HostOptions {
  config: HostConfig;
  logger: Logger;
  clock?: Clock;
  /** Saves the person's choice of an engine in the settings. */
  rememberEndpoint(endpoint: Endpoint | null): void;
  /** Absent: the preferences in `config` never change. */
  preferences?: LivePreferences;
  /** Absent where the preferences never change. */
  changePreferences?: ChangePreferences;
  /** The settings file of this process, for an app that is a client; absent: another process has it. */
  settings?: SettingsKeeper;
  /** Absent where no save dialog exists: then saving is refused. */
  saveTokens?: SaveTokens;
  /** Absent where no person can answer: then everything that needs consent is refused. */
  consents?: Consents;
  /** Absent where nobody keeps secrets. */
  secrets?: SecretProvider;
  secretAdministration?: SecretAdministration;
  /** Absent where the person’s browser is not opened by this app. */
  signInPages?: RunningPages;
  /** Makes this the only host of an engine on this machine; absent: others may use it as well. */
  claimEngine?: ClaimEngine;
  /** Where programs reach this host; absent: nowhere. */
  doors?: Doors;
}

export interface EngineHost {
  /** Serves one more window. */
  connect(port: Port): void;
  /** Stops all running agents in parallel; resolves when each has stopped or failed to stop. */
  stopAgents(): Promise<void>;
  /** Reports the number of running agents whenever it may have changed. */
  onRunning(listener: (agents: number) => void): () => void;
  dispose(): Promise<void>;
}

/** The engine host of this process. */
export interface OwnEngineHost extends EngineHost {
  /** Records a call of a program in the audit. */
  recordCall(call: RecordedCall): void;
  /** How agents with a grant reach this process. */
  readonly appAccess: AppAccess;
}

/**
 * Composition root of the engine host: creates what windows share, and a unit for the engine. Imports nothing from
 * electron, so that it also runs under plain Node.
 */
export function createEngineHost(options: HostOptions): OwnEngineHost {
  const { config, logger } = options;
  const clock = options.clock ?? systemClock;
  const scope = new Scope();
  removeForgottenClones({ folder: tmpdir(), isAlive: isProcessAlive }).catch((error: unknown) =>
    logger.warn('clones of an earlier run stay', { error }),
  );
  const saveTokens = options.saveTokens ?? new SaveTokens(clock);
  const access = createAccess({ config, saveTokens, clock, logger });
  scope.add(() => access.dispose());
  const secrets = options.secrets ?? noSecrets;
  const consents = options.consents ?? new Consents({ asksPrograms: false });
  const asking = createConsentHandlers(consents);
  const preferences = options.preferences ?? new LivePreferences(config.preferences);
  const refuseChange = () => Promise.reject(notAllowed('These settings are fixed here.'));
  const settings = createSettings({
    preferences,
    changePreferences: options.changePreferences ?? refuseChange,
    settings: options.settings,
    consent: consents,
  });
  const unit = createEngineUnit({
    config,
    rememberEndpoint: options.rememberEndpoint,
    preferences,
    saveTokens,
    secrets,
    consent: consents,
    signInPages: options.signInPages ?? new RunningPages(),
    ...(options.claimEngine ? { claimEngine: options.claimEngine } : {}),
    doors: options.doors ?? new Doors(undefined),
    clock,
    logger,
  });
  scope.add(() => unit.dispose());
  const { calls, streams } = unit.handlers;
  const keeping = administrationHandlers(options.secretAdministration ?? noAdministration);
  const handlers = {
    calls: { ...calls, ...access.calls, ...settings.calls, ...asking.calls, ...keeping },
    streams: { ...streams, ...asking.streams, ...settings.streams },
  };
  const server = new RpcServer({ handlers, logger, checkOutputs: config.checkOutputs });
  scope.add(() => server.dispose());
  scope.add(
    stopEach(
      unit.broadcast(server.broadcast),
      access.broadcast(server.broadcast),
      secrets.onChange(() => server.broadcast('secrets.changed', {})),
    ),
  );
  unit.start();
  return {
    connect: (port) => server.connect(port),
    stopAgents: () => unit.stopAgents(),
    onRunning: (listener) => unit.onRunning(listener),
    recordCall: (call) => access.record(call),
    appAccess: unit.appAccess,
    dispose: () => scope.dispose(),
  };
}
