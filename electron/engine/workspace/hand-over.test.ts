import { expect, it } from 'vitest';
import type { ContainerCreate } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { handOver } from './hand-over.ts';

it('names the agent on its container, so that a late one is found with what else is left of the agent', async () => {
  const created: ContainerCreate[] = [];
  const engine = {
    createContainer: async (_name: string, body: ContainerCreate) => {
      created.push(body);
      throw new Error('no answer in time');
    },
  } as unknown as Engine;
  const work = handOver(engine, { agentId: 'ant', image: 'i', volumes: [], user: '1000' });
  await expect(work).rejects.toThrow('no answer');
  expect(created[0]?.Labels).toMatchObject({ [AGENT_LABEL]: 'ant', [ROLE_LABEL]: 'probe' });
});
