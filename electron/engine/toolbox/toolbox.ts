import type { Clock } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';
import { helperName } from '../objects/object-names.ts';
import { type CommandOptions, type CommandResult, OpenToolbox } from './open-toolbox.ts';
import { ensureToolboxImage, type ToolboxSource } from './toolbox-image.ts';
import { type ToolboxRequest, toolboxContainer } from './toolbox-plan.ts';

/**
 * Opens short-lived helper containers with git and tar. Everything that an agent can write is read only in them, never
 * on the host.
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

  /** Builds the image if it is missing, so that a later `open` is quick. */
  async prepare(signal: AbortSignal): Promise<void> {
    await ensureToolboxImage(this.#engine(), this.#source, signal);
  }

  /**
   * Opens a toolbox with these mounts for several commands. The caller closes it; if the app is killed before, the
   * container ends by itself, and leftovers find it by its agent. Takes about half a second once the image exists.
   */
  async open(request: ToolboxRequest, signal: AbortSignal): Promise<OpenToolbox> {
    const engine = this.#engine();
    const image = await ensureToolboxImage(engine, this.#source, signal);
    signal.throwIfAborted();
    const name = helperName('toolbox');
    // The signal does not abort this request: an aborted request may still create the container.
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

  /** Runs one command in its own toolbox. */
  async run(command: readonly string[], options: ToolboxRequest & CommandOptions): Promise<CommandResult> {
    const toolbox = await this.open(options, options.signal);
    try {
      return await toolbox.run(command, options);
    } finally {
      await toolbox.close();
    }
  }
}
