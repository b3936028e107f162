import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Scope } from '../../lib/scope.ts';
import { CONTAINER_NAME_PREFIX, ROLE_LABEL, RUN_LABEL } from '../objects/labels.ts';
import { isOfEarlierRun, type RunMark, runMarkText } from '../objects/run-mark.ts';
import type { EngineConnection } from './connection.ts';
import type { Engine } from './engine.ts';
import { type EventNotice, followEngineEvents } from './events.ts';

/** Roles of containers that the app makes for one piece of work and removes after it. */
const HELPER_ROLES: readonly (string | undefined)[] = ['probe', 'toolbox', 'canary'];

/** How the engine reports the container of a step: ` ---> Running in 0123456789ab`. */
const BUILD_CONTAINER = /^ ---> Running in ([0-9a-f]{12,64})\s*$/;

type HelperEngine = Pick<
  Engine,
  'listContainers' | 'inspectContainer' | 'removeContainer' | 'inspectVolume' | 'removeVolume'
>;
type Labels = Record<string, string | undefined>;

/** Marks the helper containers of this run, and removes those that nobody waits for. */
export class HelperContainers {
  readonly #mark: RunMark;
  readonly #logger: Logger;
  /** Names whose creation failed: an engine that stalls may still carry it out. */
  readonly #abandoned = new Set<string>();
  /** Ids of the containers of builds that failed, until they are gone. */
  readonly #builds = new Set<string>();

  constructor(mark: RunMark, logger: Logger) {
    this.#mark = mark;
    this.#logger = logger;
  }

  /**
   * The same engine, with the run's mark on every helper container that is created on it. The containers in which it
   * builds images have no labels; their ids are in its report.
   */
  marking(engine: Engine): Engine {
    return {
      ...engine,
      buildImage: async (context, options) => {
        const containers = new Set<string>();
        const onProgress: typeof options.onProgress = (line) => {
          const id = BUILD_CONTAINER.exec(line.stream ?? '')?.[1];
          if (id) containers.add(id);
          options.onProgress?.(line);
        };
        try {
          return await engine.buildImage(context, { ...options, onProgress });
        } catch (error) {
          // An engine that was killed in the build leaves the last one.
          for (const id of containers) this.#abandonBuild(engine, id);
          throw error;
        }
      },
      createContainer: async (name, body, options) => {
        const { Labels } = body;
        if (!HELPER_ROLES.includes(Labels?.[ROLE_LABEL]))
          return await engine.createContainer(name, body, options);
        const marked = { ...body, Labels: { ...Labels, [RUN_LABEL]: runMarkText(this.#mark) } };
        try {
          return await engine.createContainer(name, marked, options);
        } catch (error) {
          this.#abandoned.add(name);
          // Its event may have come before the failure.
          this.#remove(engine, name);
          throw error;
        }
      },
    };
  }

  /**
   * Removes the helper containers of earlier runs of this installation, which a crash left, and those whose creation
   * failed. Their programs may still write to volumes: this must be over before anything is recovered.
   */
  async removeForgotten(engine: HelperEngine, signal: AbortSignal): Promise<void> {
    const marked = await engine.listContainers({ label: [RUN_LABEL] }, { signal });
    const forgotten = marked.filter(({ Labels, Names }) =>
      this.#isForgotten(Labels, Names[0]?.replace(/^\//, '')),
    );
    for (const id of this.#builds) this.#abandonBuild(engine, id);
    await Promise.all(forgotten.map(({ Id }) => removeHelper(engine, Id, signal)));
  }

  /** Removes every forgotten helper as soon as the engine has made it. Returns a scope that ends it. */
  follow(options: { connection: EngineConnection; clock: Clock }): Scope {
    return followEngineEvents({
      ...options,
      logger: this.#logger,
      filters: { type: ['container'], event: ['create'], label: [RUN_LABEL] },
      onNotice: (notice) => this.onNotice(options.connection.engine(), notice),
    });
  }

  onNotice(engine: HelperEngine, notice: EventNotice): void {
    if (notice.type === 'gap') {
      this.removeForgotten(engine, new AbortController().signal).catch((error: unknown) =>
        this.#logger.debug('forgotten helper containers not removed', { error }),
      );
      return;
    }
    const { ID, Attributes } = notice.event.Actor;
    if (this.#isForgotten(Attributes, Attributes.name)) this.#remove(engine, ID);
  }

  #isForgotten(labels: Labels, name: string | undefined): boolean {
    if (!HELPER_ROLES.includes(labels[ROLE_LABEL])) return false;
    if (isOfEarlierRun(labels[RUN_LABEL] ?? '', this.#mark)) return true;
    return labels[RUN_LABEL] === runMarkText(this.#mark) && name !== undefined && this.#abandoned.has(name);
  }

  #abandonBuild(engine: Pick<Engine, 'removeContainer'>, id: string): void {
    this.#builds.add(id);
    engine.removeContainer(id).then(
      () => this.#builds.delete(id),
      (error: unknown) => this.#logger.debug('container of a build not removed', { id, error }),
    );
  }

  #remove(engine: HelperEngine, id: string): void {
    removeHelper(engine, id, new AbortController().signal).catch((error: unknown) =>
      this.#logger.debug('forgotten helper container not removed', { id, error }),
    );
  }
}

/**
 * Removes a helper, and with it the volumes that the engine made because those that it mounts had gone meanwhile: only
 * these have no labels.
 */
async function removeHelper(engine: HelperEngine, id: string, signal: AbortSignal): Promise<void> {
  const found = await unlessGone(engine.inspectContainer(id, { signal }));
  await engine.removeContainer(id, { signal });
  for (const { Name } of found?.Mounts ?? []) {
    if (!Name?.startsWith(CONTAINER_NAME_PREFIX)) continue;
    const volume = await unlessGone(engine.inspectVolume(Name, { signal }));
    if (volume && Object.keys(volume.Labels ?? {}).length === 0) await engine.removeVolume(Name, { signal });
  }
}

async function unlessGone<T>(inspection: Promise<T>): Promise<T | undefined> {
  return await inspection.catch((error: unknown) => {
    if (error instanceof AppFailure && ['container-gone', 'not-found'].includes(error.error.type))
      return undefined;
    throw error;
  });
}
