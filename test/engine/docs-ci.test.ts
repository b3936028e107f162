import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { ciLines, exampleProject, runLine } from '../harness/control/documentation.ts';
import { dataFolder } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { arrivals, forgetArrivals, openOutside } from '../harness/engine/internet.ts';

/** The build of an agent type installs from the real registry: a minute on a fresh machine. */
const TIMEOUT_MS = 300_000;
/** Leads Claude Code to the model of the test world, instead of to its provider. */
const TO_TEST_MODEL = ' -e ANTHROPIC_BASE_URL=http://model.example.test --allow model.example.test';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const project = exampleProject(dataPath);
const environment = { ANTHROPIC_API_KEY: 'sk-ant-test' };

beforeAll(() => openOutside(['registry.npmjs.org']));
afterAll(async () => {
  await openOutside([]);
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

it.each(ciLines())('$file: $line', { timeout: TIMEOUT_MS }, async ({ line }) => {
  const isAgent = line.includes('--type claude-code');
  await forgetArrivals();
  const ran = await runLine(isAgent ? line + TO_TEST_MODEL : line, { project, dataPath, environment });
  expect(ran, ran.err).toMatchObject({ code: 0 });
  if (isAgent) {
    expect(ran.out).toContain('Hello from the test world.');
    expect((await arrivals()).map(({ path }) => path)).toContainEqual(
      expect.stringContaining('/v1/messages'),
    );
  }
  expect(await agentObjects(engine)).toEqual([]);
});
