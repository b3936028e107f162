import { parseImageReference } from '../docker/image-reference.ts';
import { inspectIfPresent } from '../images/present.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import type { AgentMaker } from './agent-maker.ts';
import { checkAgent, describeAgent } from './check-agent.ts';
import { proposeName } from './propose-name.ts';
import type { Workshop } from './workshop.ts';

type CreateHandlers = Pick<
  CallHandlers,
  'agent.propose-name' | 'agent.check' | 'agent.create' | 'image.present'
>;

export function createAgentHandlers({
  workshop,
  maker,
}: {
  workshop: Workshop;
  maker: AgentMaker;
}): CreateHandlers {
  return {
    'agent.propose-name': () => ({ name: proposeName(new Set(workshop.agents().map(({ name }) => name))) }),
    'agent.check': async (input, signal) => {
      const spec = await checkAgent(workshop, input, signal);
      return await describeAgent(workshop, spec, signal);
    },
    'agent.create': async (input, signal) => ({ operationId: (await maker.create(input, signal)).id }),
    'image.present': async ({ reference }, signal) => {
      parseImageReference(reference);
      return { present: (await inspectIfPresent(workshop.engine(), reference, signal)) !== undefined };
    },
  };
}
