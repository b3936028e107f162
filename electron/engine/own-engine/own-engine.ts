import { rm } from 'node:fs/promises';
import type { Endpoint } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { OwnEngine, OwnEngineRemoval } from '../../contract/own-engine.ts';
import type { CallInput } from '../../contract/registry.ts';
import { canAccess } from '../../lib/can-access.ts';
import { unlessAborted } from '../../lib/unless-aborted.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/run-steps.ts';
import type { EngineContent } from './engine-content.ts';
import type { EngineProcess } from './engine-process.ts';
import { installedRelease, installSteps } from './install-release.ts';
import { type LaunchPlan, planLaunch } from './launch-plan.ts';
import { limitsProblem, unsuitableFor } from './machine.ts';
import { commandFor, missingParts } from './missing-parts.ts';
import { lackMessage, refusalOf, sourcesOf } from './offer.ts';
import type { Places } from './places.ts';
import { readMachine } from './read-machine.ts';
import { releaseFor } from './releases.ts';
import { removeData } from './remove-data.ts';

export interface OwnEngineOptions {
  places: Places;
  process: EngineProcess;
  connection: EngineConnection;
  operations: Operations;
  content: EngineContent;
  /** Called when the engine that the app used is gone with all agents. */
  onRemoved(): void;
}

/** The app's own engine, as a person sees it: offered, started, stopped and removed. */
export class OwnEngineControl {
  readonly #options: OwnEngineOptions;
  /** Whether it may be started without being asked for: not after the person has stopped it. */
  #isWanted = true;

  constructor(options: OwnEngineOptions) {
    this.#options = options;
  }

  async describe(): Promise<OwnEngine> {
    const { places, connection, process } = this.#options;
    const { folder, endpoint } = places;
    const downloaded = await installedRelease(places);
    const [machine, named, record, isThere] = await Promise.all([
      readMachine(downloaded),
      connection.named(),
      process.record(),
      canAccess(folder),
    ]);
    const refusal = refusalOf({ machine, places, named, state: connection.state });
    const limits = limitsProblem(machine);
    const isSuitable = unsuitableFor(machine) === undefined;
    return {
      status: record ? 'running' : isThere ? 'stopped' : 'absent',
      isLasting: record?.lasting ?? false,
      isUsed: named?.url === endpoint.url,
      ...(refusal === undefined ? {} : { refusal }),
      url: endpoint.url,
      folder,
      sources: isSuitable ? sourcesOf(machine, downloaded !== undefined) : [],
      ...(limits === undefined || !isSuitable ? {} : { limits }),
    };
  }

  /** Returns the operation that starts it and uses it from now on. */
  async start(wish: CallInput<'own-engine.start'>): Promise<{ operationId: string }> {
    const { places, process, connection } = this.#options;
    const { refusal, sources, status, isUsed } = await this.describe();
    if (refusal !== undefined) throw new AppFailure({ type: 'conflict', message: refusal });
    const source = sources.find(({ kind }) => kind === wish.source) ?? sources[0];
    if (status !== 'running' && source && source.missing.length > 0)
      throw new AppFailure({ type: 'not-found', message: lackMessage(source.missing, source.command) });
    const isInstalled = (await installedRelease(places)) !== undefined;
    const release =
      source?.kind === 'download' && !isInstalled ? releaseFor(globalThis.process.arch) : undefined;
    this.#isWanted = true;
    const start: Step = {
      id: 'start',
      label: 'Start the engine',
      ...(release ? { after: ['unpack'] } : {}),
      run: async ({ signal }) => {
        if (source?.kind === 'packages' && status !== 'running')
          await rm(places.programs, { recursive: true, force: true });
        await process.start(() => this.plan(), wish.lasting ?? false, signal);
        await this.#untilConnected(signal);
      },
      undo: async () => {
        if (!isUsed) connection.choose(null);
        if (status !== 'running') await process.stop();
      },
    };
    const steps = [...(release ? installSteps(release, places) : []), start];
    return this.#run({ kind: 'start-engine', title: 'Start the app’s own engine', steps });
  }

  /** Returns the operation that stops it. */
  async stop(): Promise<{ operationId: string }> {
    const { process, content } = this.#options;
    // One that does not answer can be stopped all the same.
    const running = (await process.record()) ? await content.runningAgents().catch(() => []) : [];
    if (running.length > 0) {
      const names = running.map((name) => `“${name}”`).join(', ');
      throw new AppFailure({
        type: 'conflict',
        message: `Agents run on this engine: ${names}. Stop them first.`,
      });
    }
    this.#isWanted = false;
    return this.#run({
      kind: 'stop-engine',
      title: 'Stop the app’s own engine',
      steps: [this.#stopStep()],
    });
  }

  async removal(): Promise<OwnEngineRemoval> {
    const { places, process, content } = this.#options;
    const { folder } = places;
    return (await process.record()) ? { folder, ...(await content.all()) } : { folder };
  }

  /** Returns the operation that stops it, deletes its folder, and looks for another engine. */
  async remove(): Promise<{ operationId: string }> {
    const { places, connection, onRemoved } = this.#options;
    if (!(await canAccess(places.folder)))
      throw new AppFailure({ type: 'not-found', message: 'There is no engine of the app’s own.' });
    const { programs } = await readMachine(await installedRelease(places));
    this.#isWanted = false;
    const remove: Step = {
      id: 'remove',
      label: 'Delete its agents, images and files',
      after: ['stop'],
      run: async ({ signal }) => {
        await removeData(places, programs, signal);
        if ((await connection.named())?.url !== places.endpoint.url) return;
        onRemoved();
        connection.choose(null);
      },
    };
    const steps = [this.#stopStep(), remove];
    return this.#run({ kind: 'remove-engine', title: 'Remove the app’s own engine', steps });
  }

  /** Starts the engine when it is the one that is searched, unless the person has stopped it. */
  async wake(searched: readonly Endpoint[], signal: AbortSignal): Promise<void> {
    const { places, process } = this.#options;
    if (!this.#isWanted || !searched.some(({ url }) => url === places.endpoint.url)) return;
    const { platform, getuid } = globalThis.process;
    if (unsuitableFor({ platform, uid: getuid?.() }) !== undefined || !(await canAccess(places.folder)))
      return;
    await process.start(() => this.plan(), false, signal);
  }

  /** The command that starts it on this machine. Rejects with `not-found` when something is missing. */
  async plan(): Promise<LaunchPlan> {
    const { places } = this.#options;
    const machine = await readMachine(await installedRelease(places));
    const missing = missingParts(machine).map(({ name }) => name);
    if (missing.length > 0)
      throw new AppFailure({ type: 'not-found', message: lackMessage(missing, commandFor(machine)) });
    return planLaunch({ machine, places, environment: globalThis.process.env });
  }

  #stopStep(): Step {
    return {
      id: 'stop',
      label: 'Stop the engine',
      run: async () => {
        await this.#options.process.stop();
      },
    };
  }

  /** Resolves once the app is connected to it. Rejects with the reason why it is not. */
  async #untilConnected(signal: AbortSignal): Promise<void> {
    const { connection, places } = this.#options;
    const { url } = places.endpoint;
    let stop = () => {};
    const connected = new Promise<void>((resolve, reject) => {
      stop = connection.onChange((state) => {
        if (state.status === 'connected' && state.endpoint.url === url) resolve();
        if (state.status === 'unreachable' && state.tried.some(({ endpoint }) => endpoint.url === url))
          reject(new AppFailure(state.error));
      });
    });
    try {
      connection.choose(places.endpoint);
      await unlessAborted(connected, signal);
    } finally {
      stop();
    }
  }

  #run(request: Parameters<Operations['start']>[0]): { operationId: string } {
    const { operations } = this.#options;
    const kinds = ['start-engine', 'stop-engine', 'remove-engine'];
    if (operations.list().some(({ kind, finishedAt }) => kinds.includes(kind) && finishedAt === undefined))
      throw new AppFailure({ type: 'conflict', message: 'The engine is being started or stopped already.' });
    return { operationId: operations.start(request).id };
  }
}
