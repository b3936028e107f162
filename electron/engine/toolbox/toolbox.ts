import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';
import { type CommandOptions, type CommandResult, OpenToolbox } from './open-toolbox.ts';
import { ensureToolboxImage, type ToolboxSource } from './toolbox-image.ts';
import { type ToolboxRequest, toolboxContainer } from './toolbox-plan.ts';

/**
 * Short-lived helper containers of the app: git and tar where an agent's files are, never on the host. Everything
 * that an agent can write is read there and nowhere else.
 */
export class Toolbox {
  readonly #engine: () => Engine;
  readonly #source: ToolboxSource;
  readonly #clock: Clock;

  constructor(options: { engine: () => Engine; source: ToolboxSource; clock: Clock }) {
    this.#engine = options.engine;
    this.#source = options.source;
    this.#clock = options.clock;
  }

  /** Makes the image if it is missing, so that a later `open` is quick. */
  async prepare(signal: AbortSignal): Promise<void> {
    await ensureToolboxImage(this.#engine(), this.#source, signal);
  }

  /**
   * A running toolbox with these mounts, for several commands. The caller closes it; if the app is killed before, it
   * ends by itself, and leftovers find it by its agent. Takes about half a second once the image is there.
   */
  async open(request: ToolboxRequest, signal: AbortSignal): Promise<OpenToolbox> {
    const engine = this.#engine();
    const image = await ensureToolboxImage(engine, this.#source, signal);
    signal.throwIfAborted();
    const name = `bulkhead-toolbox-${randomUUID().slice(0, 8)}`;
    // Not given up half-way by the signal: a request that was given up may still make the container.
    const id = await engine.createContainer(name, toolboxContainer(image, this.#source.version, request));
    try {
      await engine.startContainer(id);
      signal.throwIfAborted();
    } catch (error) {
      await engine.removeContainer(id);
      throw error;
    }
    return new OpenToolbox({ engine, containerId: id, clock: this.#clock });
  }

  /** One command in a toolbox of its own. */
  async run(command: readonly string[], options: ToolboxRequest & CommandOptions): Promise<CommandResult> {
    const toolbox = await this.open(options, options.signal);
    try {
      return await toolbox.run(command, options);
    } finally {
      await toolbox.close();
    }
  }
}
