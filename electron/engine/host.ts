import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../contract/engine.ts';
import type { HostConfig } from '../contract/host.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { Scope } from '../lib/scope.ts';
import { ActivityLog } from './activity/activity-log.ts';
import { followAgents as followActivity } from './activity/follow-agents.ts';
import { AgentTypes } from './agent-types/agent-types.ts';
import { promptsOf } from './agent-types/prompts.ts';
import { Applies } from './changes/apply/applies.ts';
import { changesHandlers } from './changes/handlers.ts';
import { ChangesService } from './changes/service.ts';
import { consoleHandlers } from './console/handlers.ts';
import type { ProvisionDeps } from './creation/agent-provisioner.ts';
import { AgentProvisioner } from './creation/agent-provisioner.ts';
import { createAgentHandlers } from './creation/handlers.ts';
import { credentialHandlers } from './credentials/handlers.ts';
import { LiveCredentials } from './credentials/live-credentials.ts';
import { activityIn } from './directory/activity-from-operations.ts';
import { LiveDirectory } from './directory/directory-live.ts';
import { DiskCenter } from './disk/disk-center.ts';
import { DiskQuotas } from './disk/disk-quotas.ts';
import { diskHandlers } from './disk/handlers.ts';
import { createDockerEngine } from './docker/adapter.ts';
import { EngineConnection } from './docker/connection.ts';
import { createEngineHandlers } from './docker/handlers.ts';
import { readHostEnvironment } from './docker/host-environment.ts';
import { createRegistryAuth } from './docker/registry-auth.ts';
import { createEgress } from './egress/create-egress.ts';
import { SaveTokens } from './files/save-tokens.ts';
import { extraRoots } from './images/extra-roots.ts';
import { imageHandlers } from './images/handlers.ts';
import { ImageProvider } from './images/provide-image.ts';
import { Admission } from './life/admission.ts';
import { createLife } from './life/create.ts';
import { runningAgents, stopAll } from './life/stop-all.ts';
import { broadcastAgents, createLifecycleHandlers } from './lifecycle/handlers.ts';
import { AgentLifecycle } from './lifecycle/lifecycle.ts';
import { logHandlers } from './logs/handlers.ts';
import { broadcastOperations, createOperationHandlers } from './operations/handlers.ts';
import { Operations } from './operations/operations.ts';
import { createPortabilityHandlers } from './portability/handlers.ts';
import { createPublishedPorts } from './ports/create.ts';
import { LivePreferences } from './preferences/live-preferences.ts';
import { CredentialOverrides } from './records/credential-overrides.ts';
import { broadcastLeftovers, createRemovalHandlers } from './removal/handlers.ts';
import { Leftovers } from './removal/leftovers.ts';
import { AgentRemoval } from './removal/removal.ts';
import type { CallHandlers, StreamHandlers } from './rpc/handlers.ts';
import { RpcServer } from './rpc/server.ts';
import { noSecrets } from './secrets/no-secrets.ts';
import { SecretFiles } from './secrets/secret-files.ts';
import type { SecretProvider } from './secrets/secret-keeper.ts';
import { SnapshotComparer } from './snapshots/compare.ts';
import { snapshotHandlers } from './snapshots/handlers.ts';
import { keepSnapshots } from './snapshots/snapshot-keeper.ts';
import { Snapshots } from './snapshots/snapshots.ts';
import { statsHandlers } from './stats/handlers.ts';
import { StatsService } from './stats/stats-service.ts';
import { Toolbox } from './toolbox/toolbox.ts';
import { createIsolation } from './verification/create.ts';
import { isAlive, removeForgottenClones } from './workspace/copy/clone-folder.ts';
import { realMachine, socketOf } from './workspace/machine.ts';

export interface HostOptions {
  config: HostConfig;
  logger: Logger;
  clock?: Clock;
  /** Asks whoever keeps the settings to remember the person's choice of an engine. */
  rememberEndpoint(endpoint: Endpoint | null): void;
  /** Absent: those in `config`, for good. */
  preferences?: LivePreferences;
  /** Absent where nobody chooses places: then nothing can be saved. */
  savePlaces?: SaveTokens;
  /** Absent where nobody keeps secrets. */
  secrets?: SecretProvider;
}

export interface EngineHost {
  /** Serves one more window. */
  connect(port: Port): void;
  /** Stops every running agent, all at the same time; resolves when they are stopped, or cannot be. */
  stopAgents(): Promise<void>;
  /** Tells how many agents run, whenever that may have changed. */
  onRunning(listener: (agents: number) => void): () => void;
  dispose(): Promise<void>;
}

/** Composition root of the engine host. Imports nothing from electron: it runs as well under plain Node. */
export function createEngineHost(options: HostOptions): EngineHost {
  const { config, logger } = options;
  const clock = options.clock ?? systemClock;
  const scope = new Scope();
  const secrets = options.secrets ?? noSecrets;
  const preferences = options.preferences ?? new LivePreferences(config.preferences);
  const savePlaces = options.savePlaces ?? new SaveTokens(clock);

  const surroundings = readHostEnvironment();
  const findRegistryAuth = createRegistryAuth(surroundings);
  const connection = new EngineConnection({
    remembered: config.endpoint,
    remember: options.rememberEndpoint,
    open: (endpoint) => createDockerEngine(endpoint, { findRegistryAuth }),
    surroundings,
    clock,
    logger,
  });
  scope.add(() => connection.dispose());
  const engine = () => connection.engine();

  removeForgottenClones({ folder: tmpdir(), isAlive }).catch((error: unknown) =>
    logger.warn('clones of an earlier run stay', { error }),
  );

  const operations = new Operations({ clock, logger });
  const activityOf = (agentId: string) => activityIn(operations, agentId);
  const directory = new LiveDirectory({ connection, clock, logger, activityOf });
  scope.add(() => directory.dispose());
  scope.add(
    operations.onChange(({ agentId }) => {
      if (agentId) directory.activityChanged(agentId);
    }),
  );
  const admission = new Admission({ directory, preferences });
  const lifecycle = new AgentLifecycle({
    engine,
    directory,
    activityOf,
    admit: ({ id, limits }) => admission.claim(id, limits),
  });
  const activity = new ActivityLog(clock);
  const isBusy = (agentId: string) => activityOf(agentId) !== undefined;
  const followed = followActivity({
    directory,
    activity,
    isActing: (agentId) => isBusy(agentId) || lifecycle.isActing(agentId),
  });
  scope.add(followed.dispose);
  const streamOptions = { engine, directory, clock, logger };
  const stats = new StatsService({
    ...streamOptions,
    logger: logger.child('stats'),
    onProcessLimit: (agentId) => {
      directory.processLimitReached(agentId);
      followed.processLimit(agentId);
    },
  });
  scope.add(() => stats.dispose());
  const { calls: statsCalls, streams: statsStreams } = statsHandlers(stats, clock);
  const logs = logHandlers({ ...streamOptions, logger: logger.child('logs') }, savePlaces);
  scope.add(logs.dispose);

  const hostRootsPem = extraRoots(process.env, logger);
  const types = new AgentTypes({
    builtInPath: join(config.assetsPath, 'images'),
    ownPath: join(config.dataPath, 'agent-types'),
    builds: () => preferences.current.imageBuilds,
    hostRootsPem,
  });
  const images = new ImageProvider({
    engine,
    version: config.version,
    types,
  });
  const network = createEgress({
    config,
    connection,
    directory,
    secrets,
    preferences,
    savePlaces,
    clock,
    logger,
    extraRootsPem: hostRootsPem,
  });
  const { egress, audit } = network;
  scope.add(() => network.dispose());
  const chosen = new CredentialOverrides(engine);
  const files = new SecretFiles({
    engine,
    directory,
    logger,
    keeper: secrets,
    references: ({ id, spec }) => chosen.of(id, spec?.secrets ?? []),
  });
  scope.add(() => files.dispose());
  const credentials = new LiveCredentials({
    engine,
    directory,
    keeper: secrets,
    chosen,
    egress,
    files,
    clock,
  });
  const ports = createPublishedPorts({ connection, directory, clock, logger: logger.child('ports') });
  scope.add(() => ports.dispose());
  const parts = { engine, egress, directory, operations };
  const removal = new AgentRemoval(parts);
  const leftovers = new Leftovers(parts);
  const toolbox = new Toolbox({
    engine,
    source: {
      assetsPath: config.assetsPath,
      base: () => preferences.current.gatewayBase,
      version: config.version,
    },
    clock,
  });
  const life = createLife({
    engine,
    connection,
    directory,
    lifecycle,
    removal,
    stats,
    activity,
    isBusy,
    clock,
    logger,
    promptsOf: async (agentId) => await promptsOf(types, directory.get(agentId).spec?.type),
    launched: config.launched,
  });
  scope.add(() => life.dispose());
  const consoles = consoleHandlers({ ...streamOptions, ...life.console, logger: logger.child('console') });
  scope.add(consoles.dispose);
  const changes = new ChangesService({
    engine,
    directory,
    toolbox,
    clock,
    version: config.version,
    applies: new Applies({ dataPath: config.dataPath, clock, logger }),
  });
  scope.add(() => changes.dispose());
  const { calls: changesCalls, streams: changesStreams } = changesHandlers(changes, operations);
  const deps: ProvisionDeps = {
    engine,
    toolbox,
    egress,
    secrets,
    images,
    clock,
    logger: logger.child('agents'),
    version: config.version,
    facts: () => connection.facts(),
    agents: () => directory.list().agents,
    machine: realMachine(() => socketOf(connection.state)),
    lifeOf: life.lifeOf,
    admit: (agentId, claim) => admission.check(agentId, claim),
    claim: (agentId, claim) => admission.claim(agentId, claim),
    tightenedProfilePath: join(config.assetsPath, 'seccomp', 'tightened.json'),
  };
  const provisioner = new AgentProvisioner({ deps, operations, clock });
  const snapshotLogger = logger.child('snapshots');
  const snapshots = new Snapshots({ deps, operations, provisioner, logger: snapshotLogger });
  const comparer = new SnapshotComparer(deps, snapshots);
  const keeping = {
    snapshots,
    operations,
    connection,
    directory,
    preferences,
    clock,
    logger: snapshotLogger,
  };
  scope.add(keepSnapshots(keeping));
  const disk = new DiskCenter({ engine, directory, snapshots, operations, clock });
  const quotas = new DiskQuotas({
    engine,
    connection,
    directory,
    lifecycle,
    activity,
    clock,
    logger: logger.child('disk'),
  });
  scope.add(() => quotas.dispose());

  const isolation = createIsolation({
    config,
    connection,
    directory,
    operations,
    provisioner,
    egress,
    audit,
    secrets,
    chosen,
    preferences,
    savePlaces,
    clock,
    logger,
  });
  scope.add(() => isolation.dispose());
  // Last, so that it goes first: what is cancelled at the end is undone with everything still there.
  scope.add(() => operations.dispose());

  // Each module brings its part of the contract; the compiler checks that together they are all of it.
  const calls: CallHandlers = {
    ...createEngineHandlers(connection),
    ...createOperationHandlers(operations),
    ...createLifecycleHandlers({ directory, lifecycle }),
    ...logs.calls,
    ...statsCalls,
    ...isolation.calls,
    ...createAgentHandlers({ deps, provisioner, verifyCreated: isolation.verifyCreated }),
    ...changesCalls,
    ...createRemovalHandlers({ removal, leftovers }),
    ...imageHandlers({ engine, images, operations, agents: () => directory.list().agents }),
    ...network.calls,
    ...credentialHandlers(credentials),
    ...life.calls,
    ...diskHandlers({ disk, quotas }),
    ...snapshotHandlers({ snapshots, comparer, directory }),
    ...createPortabilityHandlers({ ...deps, types }),
    ...ports.calls,
  };
  const streams: StreamHandlers = {
    ...logs.streams,
    ...statsStreams,
    ...changesStreams,
    ...consoles.streams,
    ...isolation.streams,
    ...network.streams,
  };

  const server = new RpcServer({ handlers: { calls, streams }, logger });
  scope.add(connection.onChange((state) => server.broadcast('engine.changed', state)));
  scope.add(preferences.onChange(() => server.broadcast('agent-types.changed', {})));
  scope.add(broadcastOperations(operations, server.broadcast));
  scope.add(broadcastAgents(directory, server.broadcast));
  scope.add(broadcastLeftovers({ connection, operations }, server.broadcast));
  scope.add(network.broadcast(server.broadcast));
  scope.add(isolation.broadcast(server.broadcast));
  scope.add(life.broadcast(server.broadcast));
  scope.add(ports.broadcast(server.broadcast));
  connection.start();

  return {
    connect: (port) => server.connect(port),
    stopAgents: () => stopAll({ directory, lifecycle, logger }),
    onRunning: (listener) => directory.onChange(() => listener(runningAgents(directory).length)),
    dispose: () => scope.dispose(),
  };
}
