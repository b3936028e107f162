import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { Semaphore } from '../../lib/semaphore.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import { typeOfReference } from '../agent-types/image-plan.ts';
import type { Engine } from '../docker/engine.ts';
import type { StepContext } from '../operations/run-steps.ts';
import { inspectIfPresent } from './present.ts';
import { pullIfMissing } from './pull.ts';
import { type Member, SharedWork } from './shared-work.ts';
import { buildTypeImage } from './type-image.ts';

export interface ImageProviderOptions {
  engine(): Engine;
  types: AgentTypes;
  /** The app's version. */
  version: string;
  /** Build arguments that name the proxy before the internet; absent: none. */
  proxyArgs?: () => Promise<Record<string, string>>;
}

/** Ensures that the engine has the images that agents need. Builds run one after the other. */
export class ImageProvider {
  readonly #options: ImageProviderOptions;
  readonly #queue = new Semaphore(1);
  readonly #shared = new SharedWork();

  constructor(options: ImageProviderOptions) {
    this.#options = options;
  }

  get types(): AgentTypes {
    return this.#options.types;
  }

  /**
   * Pulls a missing image, or builds it when it is a type's own image. Several callers at once share the work. In the
   * `background` it gives way to other images.
   */
  async provide(reference: string, context: StepContext, { background = false } = {}): Promise<void> {
    const engine = this.#options.engine();
    if (await inspectIfPresent(engine, reference, context.signal)) return context.skip();
    await this.#shared.join(reference, { context, background }, (member) => this.#make(reference, member));
  }

  async #make(reference: string, { context, background }: Member): Promise<void> {
    const typeId = typeOfReference(reference);
    if (typeId === undefined) return await pullIfMissing(this.#options.engine(), reference, context);
    const plan = await this.types.plan(typeId);
    if (plan?.reference !== reference) {
      throw new AppFailure({
        type: 'image-not-found',
        message: `The image of this agent was built from another version of its type (${typeId}), and is no longer on the engine. Make a new agent of the type.`,
      });
    }
    await this.build(typeId, context, { fresh: false, background });
  }

  /** Builds the image of a type. With `fresh`, rebuilds an existing image without cache, from a newly pulled base. */
  async build(
    typeId: string,
    context: StepContext,
    { fresh, background = false }: { fresh: boolean; background?: boolean },
  ): Promise<void> {
    const { version, proxyArgs } = this.#options;
    const engine = this.#options.engine();
    context.detail('Waiting for another build');
    const leave = await this.#queue.enter(context.signal);
    try {
      const plan = await this.types.plan(typeId);
      if (!plan)
        throw new AppFailure({ type: 'not-found', message: `The agent type ${typeId} builds no image.` });
      const before = await inspectIfPresent(engine, plan.reference, context.signal);
      if (before && !fresh) return context.skip();
      const id = await buildTypeImage(
        engine,
        { plan, version, fresh, background, proxyArgs: (await proxyArgs?.()) ?? {} },
        context,
      );
      // The image that lost its name is removed, unless an agent still runs on it.
      if (before && before.Id !== id) await removeUnlessUsed(engine, before.Id);
    } finally {
      leave();
    }
  }

  /** Replaces the spec's image by the current image of its type when the engine no longer has the spec's image. */
  async withCurrentImage(spec: AgentSpec, signal: AbortSignal): Promise<AgentSpec> {
    const typeId = typeOfReference(spec.image);
    if (typeId === undefined) return spec;
    const plan = await this.types.plan(typeId);
    if (!plan || plan.reference === spec.image) return spec;
    if (await inspectIfPresent(this.#options.engine(), spec.image, signal)) return spec;
    return { ...spec, image: plan.reference };
  }
}

async function removeUnlessUsed(engine: Engine, id: string): Promise<void> {
  try {
    await engine.removeImage(id);
  } catch (error) {
    if (!(error instanceof AppFailure && error.error.type === 'conflict')) throw error;
  }
}
