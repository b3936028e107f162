import { tmpdir } from 'node:os';
import type { Endpoint } from '../contract/engine.ts';
import type { HostConfig } from '../contract/host.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { Scope } from '../lib/scope.ts';
import { type Consent, refuseConsent } from './consent/consent.ts';
import { createEngineUnit } from './engine-unit.ts';
import { SaveTokens } from './files/save-tokens.ts';
import { LivePreferences } from './preferences/live-preferences.ts';
import { RpcServer } from './rpc/server.ts';
import { noSecrets } from './secrets/no-secrets.ts';
import type { SecretProvider } from './secrets/secret-provider.ts';
import { isAlive, removeForgottenClones } from './workspace/copy/clone-folder.ts';

export interface HostOptions {
  config: HostConfig;
  logger: Logger;
  clock?: Clock;
  /** Asks whoever keeps the settings to remember the person's choice of an engine. */
  rememberEndpoint(endpoint: Endpoint | null): void;
  /** Absent: those in `config`, for good. */
  preferences?: LivePreferences;
  /** Absent where nobody chooses places: then nothing can be saved. */
  saveTokens?: SaveTokens;
  /** Absent where nobody can be asked: then what needs a person's consent is refused. */
  consent?: Consent;
  /** Absent where nobody keeps secrets. */
  secrets?: SecretProvider;
}

export interface EngineHost {
  /** Serves one more window. */
  connect(port: Port): void;
  /** Stops every running agent, all at the same time; resolves when they are stopped, or cannot be. */
  stopAgents(): Promise<void>;
  /** Reports how many agents run, whenever that may have changed. */
  onRunning(listener: (agents: number) => void): () => void;
  dispose(): Promise<void>;
}

/**
 * Composition root of the engine host: what windows share, and a unit for the engine. Imports nothing from electron:
 * it runs as well under plain Node.
 */
export function createEngineHost(options: HostOptions): EngineHost {
  const { config, logger } = options;
  const clock = options.clock ?? systemClock;
  const scope = new Scope();
  removeForgottenClones({ folder: tmpdir(), isAlive }).catch((error: unknown) =>
    logger.warn('clones of an earlier run stay', { error }),
  );
  const unit = createEngineUnit({
    config,
    rememberEndpoint: options.rememberEndpoint,
    preferences: options.preferences ?? new LivePreferences(config.preferences),
    saveTokens: options.saveTokens ?? new SaveTokens(clock),
    secrets: options.secrets ?? noSecrets,
    consent: options.consent ?? refuseConsent,
    clock,
    logger,
  });
  scope.add(() => unit.dispose());
  const server = new RpcServer({ handlers: unit.handlers, logger, checkOutputs: config.checkOutputs });
  scope.add(() => server.dispose());
  scope.add(unit.broadcast(server.broadcast));
  unit.start();
  return {
    connect: (port) => server.connect(port),
    stopAgents: () => unit.stopAgents(),
    onRunning: (listener) => unit.onRunning(listener),
    dispose: () => scope.dispose(),
  };
}
