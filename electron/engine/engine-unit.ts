import { join } from 'node:path';
import type { Endpoint } from '../contract/engine.ts';
import type { HostConfig } from '../contract/host.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';
import { createActivity } from './activity/create.ts';
import { createApprovals } from './approvals/create.ts';
import { createArchive } from './archive/create.ts';
import { createChanges } from './changes/create.ts';
import type { Consent } from './consent/consent.ts';
import { createConsoles } from './console/create.ts';
import { createCreation } from './creation/create.ts';
import { createCredentials } from './credentials/create.ts';
import { createDetails } from './details/create.ts';
import { createDirectory } from './directory/create.ts';
import { createDisk } from './disk/create.ts';
import type { ClaimEngine } from './docker/claim-engine.ts';
import { createConnection } from './docker/create.ts';
import { createDrift } from './drift/create.ts';
import { createEgress } from './egress/create.ts';
import type { SaveTokens } from './files/save-tokens.ts';
import { createForge } from './forge/create.ts';
import { createHomes } from './home/create.ts';
import { createImages } from './images/create.ts';
import { createHostRoots } from './images/extra-roots.ts';
import { createLife } from './life/create.ts';
import { runningAgents, stopAll } from './life/stop-all.ts';
import { createLifecycle } from './lifecycle/create.ts';
import { createLogs } from './logs/create.ts';
import { createNetworks } from './networks/create.ts';
import { newRunMark } from './objects/run-mark.ts';
import { createOperations } from './operations/create.ts';
import { createOwnEngine } from './own-engine/create.ts';
import { createPortability } from './portability/create.ts';
import { createPorts } from './ports/create.ts';
import { createPosture } from './posture/create.ts';
import type { LivePreferences } from './preferences/live-preferences.ts';
import { createProxies } from './proxies/create.ts';
import { CredentialOverrides } from './records/credential-overrides.ts';
import { GroupOverrides } from './records/group-overrides.ts';
import { LimitOverrides } from './records/limit-overrides.ts';
import { createRemoval } from './removal/create.ts';
import { type Area, stopEach } from './rpc/area.ts';
import type { Broadcast } from './rpc/handlers.ts';
import type { UnitHandlers } from './rpc/unit-handlers.ts';
import { createSecretFiles } from './secrets/create.ts';
import type { SecretProvider } from './secrets/secret-provider.ts';
import { createSignIn } from './sign-in/create.ts';
import type { RunningPages } from './sign-in/running-pages.ts';
import { createSnapshots } from './snapshots/create.ts';
import { createStats } from './stats/create.ts';
import { createTasks } from './tasks/create.ts';
import { createToolbox } from './toolbox/create.ts';
import { createVerification } from './verification/create.ts';
import type { Doors } from './verification/doors.ts';
import { machineOf } from './workspace/machine.ts';
import { createMaskCheck, createMaskWatch } from './workspace/masking/create.ts';
import { ShownSettings } from './workspace/masking/shown-settings.ts';

export interface EngineUnitDeps {
  config: HostConfig;
  rememberEndpoint(endpoint: Endpoint | null): void;
  preferences: LivePreferences;
  saveTokens: SaveTokens;
  secrets: SecretProvider;
  consent: Consent;
  signInPages: RunningPages;
  doors: Doors;
  claimEngine?: ClaimEngine;
  clock: Clock;
  logger: Logger;
}

/**
 * Composes everything that belongs to one engine: its connection and its areas. Units share nothing, so that several
 * can exist side by side. Areas are created in the order of their dependencies.
 */
export function createEngineUnit(deps: EngineUnitDeps) {
  const { config, secrets, clock, logger } = deps;
  const scope = new Scope();
  const areas: Area[] = [];
  /** Registers an area for events and disposal; areas are disposed in reverse order. */
  const add = <A extends Area>(area: A): A => {
    areas.push(area);
    scope.add(() => area.dispose?.());
    return area;
  };

  const mark = newRunMark(config.dataPath);
  const docker = add(
    createConnection({
      mark,
      remembered: config.endpoint,
      remember: deps.rememberEndpoint,
      consent: deps.consent,
      wake: (endpoints, signal): Promise<void> => ownEngine.wake(endpoints, signal),
      ...(deps.claimEngine ? { claim: deps.claimEngine } : {}),
      clock,
      logger,
    }),
  );
  const { connection } = docker;
  const engine = () => connection.engine();
  const facts = () => connection.facts();
  const work = createOperations({ clock, logger });
  const { operations } = work;
  const approvals = add(createApprovals({ clock }));
  const agentList = add(createDirectory({ connection, operations, clock, logger }));
  const { directory, activityOf, isBusy, markSignIn } = agentList;
  const agents = () => directory.list().agents;
  const onRemoved = () => directory.forgetAll();
  const ownEngine = add(createOwnEngine({ ...config, connection, operations, onRemoved, clock, logger }));
  const shownSettings = new ShownSettings(join(config.dataPath, 'shown-settings'));
  const base = {
    ...config,
    ...deps,
    connection,
    engine,
    facts,
    directory,
    agents,
    operations,
    shownSettings,
  };

  const hostRoots = createHostRoots(deps.preferences, logger);
  const { proxies } = add(createProxies({ ...base, environment: process.env }));
  const images = add(createImages({ ...base, hostRoots, proxies }));
  const checkStart = createMaskCheck(base);
  const machine = machineOf(connection);
  const { groups } = add(createNetworks({ ...base, machine }));
  const running = add(
    createLifecycle({
      ...base,
      activityOf,
      checkStart,
      renameInGroup: (group, member) => groups.join(group, member),
    }),
  );
  const { admission, lifecycle } = running;
  const activity = add(
    createActivity({
      ...base,
      isActing: (agentId) => isBusy(agentId) || lifecycle.isActing(agentId),
      promptsOf: (agentId) => images.promptsOf(directory.get(agentId).spec?.type),
    }),
  );
  add(createMaskWatch({ ...base, activity: activity.activity, check: checkStart }));
  const stats = add(
    createStats({
      ...base,
      onProcessLimit: (agentId) => {
        directory.processLimitReached(agentId);
        activity.processLimit(agentId);
      },
    }),
  );
  const readerOf = (agentId: string) => activity.space.reader(agentId);
  const logs = add(createLogs({ ...base, readerOf, logger: logger.child('logs') }));
  const network = add(createEgress({ ...base, machine, hostRoots, proxies }));
  const { egress, audit } = network;
  const chosen = new CredentialOverrides(engine);
  const chosenGroups = new GroupOverrides(engine);
  const { files } = add(
    createSecretFiles({
      ...base,
      keeper: secrets,
      references: ({ id, spec }) => chosen.of(id, spec?.secrets ?? []),
    }),
  );
  const credentials = add(createCredentials({ ...base, keeper: secrets, chosen, egress, files }));
  const ports = add(createPorts({ ...base, logger: logger.child('ports') }));
  const taking = add(createRemoval({ ...base, egress, groups }));
  const { removal } = taking;
  const { toolbox } = createToolbox(base);
  const life = add(
    createLife({
      ...base,
      isBusy,
      lifecycle,
      removal,
      stats: stats.stats,
      activity: activity.activity,
      active: activity.active,
    }),
  );
  const consoles = add(
    createConsoles({
      ...base,
      mark,
      wake: life.wake,
      watch: activity.watchConsole,
      logger: logger.child('console'),
    }),
  );
  const archive = add(createArchive(base));
  const changes = add(createChanges({ ...base, toolbox }));
  const forge = add(createForge({ ...base, changes: changes.service, proxies, hostRoots }));
  const mcpGrantOf = (agentId: string) => egress.list()[agentId]?.wanted.mcp;
  const posture = add(createPosture({ ...base, mcpGrantOf }));
  const details = add(createDetails(base));
  const verification = add(createVerification({ ...base, egress, audit, chosen, chosenGroups }));
  const { homes, calls: homeCalls } = createHomes({
    ...base,
    types: images.types,
    home: machine.home,
    bringAlong: () => deps.preferences.current.bringAlong,
  });
  const making = {
    ...base,
    homes,
    egress,
    groups,
    toolbox,
    images: images.images,
    types: images.types,
    hostRoots,
    machine,
    lifeOf: life.lifeOf,
    admit: admission.check.bind(admission),
    claim: admission.claim.bind(admission),
    tightenedProfilePath: join(config.assetsPath, 'seccomp', 'tightened.json'),
    verifyCreated: verification.verifyCreated,
    logger: logger.child('agents'),
  };
  const creation = add(createCreation(making));
  const { provisioner } = creation;
  const signIn = add(createSignIn({ ...base, provisioner, markSignIn, removal, types: images.types }));
  const portability = add(createPortability(making));
  const snapshots = add(createSnapshots({ ...making, provisioner }));
  const ofAttempts = { mark, isBusy, lifecycle, provisioner, removal, active: activity.active };
  const tasks = add(createTasks({ ...making, ...ofAttempts, snapshots: snapshots.snapshots }));
  const lives = { lifecycle, activity: activity.activity, snapshots: snapshots.snapshots };
  const disk = add(createDisk({ ...base, ...lives }));
  const limits = new LimitOverrides(engine);
  const drift = add(createDrift({ ...base, activityOf, egress, limits, chosenGroups, groups, provisioner }));
  // Added last and so disposed first: cancelled operations need the other areas for their undo.
  add(work);

  // Each area implements its part of the contract; the compiler checks that together they implement all of it.
  const handlers: UnitHandlers = {
    calls: {
      ...docker.calls,
      ...ownEngine.calls,
      ...work.calls,
      ...approvals.calls,
      ...agentList.calls,
      ...images.calls,
      ...running.calls,
      ...activity.calls,
      ...stats.calls,
      ...logs.calls,
      ...network.calls,
      ...credentials.calls,
      ...ports.calls,
      ...taking.calls,
      ...life.calls,
      ...changes.calls,
      ...forge.calls,
      ...posture.calls,
      ...details.calls,
      ...consoles.calls,
      ...archive.calls,
      ...verification.calls,
      ...creation.calls,
      ...homeCalls,
      ...portability.calls,
      ...snapshots.calls,
      ...tasks.calls,
      ...disk.calls,
      ...drift.calls,
    },
    streams: {
      ...approvals.streams,
      ...signIn.streams,
      ...stats.streams,
      ...logs.streams,
      ...network.streams,
      ...consoles.streams,
      ...archive.streams,
      ...changes.streams,
      ...tasks.streams,
      ...verification.streams,
    },
  };
  return {
    handlers,
    appAccess: network.appAccess,
    /** Sends events to `broadcast`; returns a function that stops it. */
    broadcast: (broadcast: Broadcast) =>
      stopEach(...areas.map((area) => area.broadcast?.(broadcast) ?? (() => undefined))),
    /** Connects; called after all listeners are registered. */
    start: () => connection.start(),
    stopAgents: () => stopAll({ directory, lifecycle, logger }),
    onRunning: (listener: (count: number) => void) =>
      directory.onChange(() => listener(runningAgents(directory).length)),
    dispose: () => scope.dispose(),
  };
}
