import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { type AgentContainer, createAgentContainer } from '../harness/agents/agent-containers.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { dataFolder, ended, startProgram } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';

let scope: Scope;
let agent: AgentContainer;
let dataPath: string;
beforeEach(async () => {
  scope = new Scope();
  const engine = appEngine(scope);
  dataPath = dataFolder(scope);
  agent = await createAgentContainer(engine);
  const { containerId } = agent;
  scope.add(async () => void (await docker('rm', '-f', '-v', containerId).catch(() => undefined)));
  await engine.startContainer(containerId);
});
afterEach(() => scope.dispose());

it.each([
  ['stops', ['kill']],
  ['is removed', ['rm', '-f', '-v']],
])('ends with its agent when that %s, as the engine alone may not tell', async (_, command) => {
  const program = startProgram(scope, dataPath, ['exec', agent.name, 'sh', '-c', 'echo begun; sleep 600']);
  const end = ended(program);
  await once(program.stdout ?? program, 'data');
  await docker(...command, agent.containerId);
  expect(await end).toMatchObject({ out: 'begun\n', code: expect.any(Number) });
});

it('still passes the output and the exit code of a program that takes longer than the engine is asked', async () => {
  const run = await bulkhead(scope, dataPath, ['exec', agent.name, 'sh', '-c', 'sleep 2; echo done; exit 7']);
  expect(run).toEqual({ code: 7, out: 'done\n', err: '' });
});
