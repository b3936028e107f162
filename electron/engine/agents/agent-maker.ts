import { randomBytes } from 'node:crypto';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Operations } from '../operations/operations.ts';
import { Queue } from '../operations/queue.ts';
import { type CheckInput, checkAgent } from './check-agent.ts';
import { createSteps } from './create-steps.ts';
import type { Workshop } from './workshop.ts';

/** Measured: more at once make the engine slower again (20 agents: 4 at once 6.5 s, 20 at once 6.9 s). */
const AT_ONCE = 4;

/** Starts the operations that make agents. Each throws before anything is made when what is asked for cannot be. */
export class AgentMaker {
  readonly #workshop: Workshop;
  readonly #operations: Operations;
  readonly #queue = new Queue(AT_ONCE);

  constructor(options: { workshop: Workshop; operations: Operations }) {
    this.#workshop = options.workshop;
    this.#operations = options.operations;
  }

  async create(input: CheckInput, signal: AbortSignal): Promise<Operation> {
    const spec = await checkAgent(this.#workshop, input, signal);
    const agentId = randomBytes(6).toString('hex');
    return this.#start('create', `Create agent ${spec.name}`, agentId, spec, input.seccompProfile);
  }

  #start(
    kind: 'create',
    title: string,
    agentId: string,
    spec: AgentSpec,
    seccompProfile: string | undefined,
  ): Operation {
    const steps = createSteps(this.#workshop, {
      agentId,
      spec,
      ...(seccompProfile === undefined ? {} : { seccompProfile }),
    });
    return this.#operations.start({ kind, title, agentId, steps, queue: this.#queue });
  }
}
