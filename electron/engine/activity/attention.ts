import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import type { ConsoleWitness } from '../console/session.ts';
import { isTerminalReply } from '../console/terminal-reply.ts';
import { WaitingDetector, type WaitingReason } from '../console/waiting.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { ActivityLog } from './activity-log.ts';

const WORDS: Record<WaitingReason, string> = {
  bell: 'It rang the bell of its terminal.',
  prompt: 'It asks something and waits for an answer.',
  silence: 'It has been quiet since its last output: it may wait for you.',
};

export interface AttentionOptions {
  directory: Pick<AgentDirectory, 'get'>;
  activity: ActivityLog;
  /** Patterns of the agent's own questions, besides the usual ones. */
  promptsOf(agentId: string): Promise<readonly Pick<RegExp, 'test'>[]>;
  /** Called when the person types, or a program writes. */
  onActive(agentId: string): void;
  clock: Clock;
  logger: Logger;
}

/** Detects from open consoles which agents wait for a person. */
export class Attention {
  readonly changed = new Emitter<readonly string[]>();
  readonly #options: AttentionOptions;
  readonly #consoles = new Map<object, { agentId: string; waiting: boolean }>();

  constructor(options: AttentionOptions) {
    this.#options = options;
  }

  /** Ids of waiting agents. */
  waiting(): string[] {
    const waiting = [...this.#consoles.values()].filter((each) => each.waiting);
    return [...new Set(waiting.map(({ agentId }) => agentId))];
  }

  /** Watches one console. `program` is its command, empty for a shell. */
  watch(agentId: string, program: readonly string[]): ConsoleWitness & { closed(): void } {
    const { clock, promptsOf, onActive, logger } = this.#options;
    const key = {};
    this.#consoles.set(key, { agentId, waiting: false });
    const detector = new WaitingDetector({
      clock,
      silenceCounts: program.length > 0,
      onChange: (reason) => this.#set(key, agentId, reason),
    });
    promptsOf(agentId).then(
      (prompts) => detector.learn(prompts),
      (error: unknown) => logger.warn('prompts not read', { agentId, error }),
    );
    return {
      output: (bytes) => {
        onActive(agentId);
        detector.output(bytes);
      },
      typed: (bytes) => {
        if (isTerminalReply(bytes)) return;
        onActive(agentId);
        detector.typed();
      },
      closed: () => {
        detector.dispose();
        this.#consoles.delete(key);
      },
    };
  }

  #set(key: object, agentId: string, reason: WaitingReason | null): void {
    const before = this.waiting();
    this.#consoles.set(key, { agentId, waiting: reason !== null });
    const after = this.waiting();
    if (before.length === after.length) return;
    if (reason) {
      const { name } = this.#options.directory.get(agentId);
      this.#options.activity.add({
        agentId,
        agentName: name,
        kind: 'waiting',
        text: WORDS[reason],
        action: { kind: 'open-console', label: 'Open the console' },
      });
    }
    this.changed.emit(after);
  }
}
