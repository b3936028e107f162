import type { Page } from '@playwright/test';
import { type AgentSpec, bareEgress, MIB } from '../../../electron/contract/agent-spec.ts';
import type { EgressMode } from '../../../electron/contract/egress-mode.ts';
import { defaultSpec } from '../../../electron/contract/presets.ts';
import { ROLE_LABEL } from '../../../electron/engine/objects/labels.ts';
import { removeEverything } from '../../../scripts/engine/api.mjs';
import { test as base, expect } from './app.ts';
import { callHost } from './host-call.ts';
import { AgentPage } from './pages/agent-page.ts';
import { AppPage } from './pages/app-page.ts';

/** A test that makes agents; removes the agents, the gateway and their networks afterwards. */
export const test = base.extend<{ cleanUp: undefined }>({
  cleanUp: [
    async ({ engine }, use) => {
      expect(engine.dockerHost).toBe(process.env.DOCKER_HOST);
      await use(undefined);
      await removeEverything(engine.socket, ROLE_LABEL);
    },
    { auto: true },
  ],
});

/** What an agent is made with beside its name. What is left out is as the New agent dialog proposes it. */
export interface AgentChoices {
  command?: readonly string[];
  memoryMib?: number;
  egress?: EgressMode;
  allowedDomains?: readonly string[];
  group?: string;
}

/**
 * Makes a busybox agent through the host of the window, which takes less than the New agent dialog; shows its page once it
 * runs. `createAgentInDialog` makes one as a person does.
 */
export async function createAgent(
  window: Page,
  name: string,
  { command = ['sleep', 'infinity'], memoryMib, egress, allowedDomains = [], group }: AgentChoices = {},
): Promise<AgentPage> {
  const proposed = defaultSpec('custom', 'balanced');
  const spec: AgentSpec = {
    ...proposed,
    name,
    image: 'busybox:stable',
    command: [...command],
    ...(memoryMib === undefined
      ? {}
      : { resources: { ...proposed.resources, memoryBytes: memoryMib * MIB } }),
    ...(egress === undefined ? {} : { egress: bareEgress(egress, [...allowedDomains]) }),
    ...(group === undefined ? {} : { group }),
  };
  // The host answers before it has found its engine.
  await expect(new AppPage(window).bottomBar).toContainText(/Docker \d+\.\d+/);
  const { status, body } = await callHost(window, 'POST', '/v1/agents', { spec });
  expect([status, body]).toEqual([202, { operationId: expect.any(String) }]);
  await expectDone(window, (body as { operationId: string }).operationId);
  const agent = await new AppPage(window).open(name);
  await expect(agent.heading).toHaveText(name);
  await expect(agent.status).toHaveText('Running');
  return agent;
}

/** Waits for the end of an operation, which must not fail. */
async function expectDone(window: Page, operationId: string): Promise<void> {
  const operation = async () => (await callHost(window, 'GET', `/v1/operations/${operationId}`)).body;
  await expect.poll(operation).not.toMatchObject({ status: 'running' });
  expect(await operation()).toMatchObject({ status: 'done' });
}

/** Makes a busybox agent with an allowlist of `allowed.test`. */
export async function createGatewayAgent(window: Page, name: string): Promise<AgentPage> {
  return await createAgent(window, name, {
    memoryMib: 128,
    egress: 'allowlist',
    allowedDomains: ['allowed.test'],
  });
}

/** What a person chooses in the New agent dialog beside the name. */
export interface DialogChoices {
  command?: string;
  memory?: string;
  egress?: 'Off' | 'Allowlist' | 'Full';
  allowedDomains?: string;
  group?: string;
  /** Whether the isolation is verified once the agent runs. */
  verify?: boolean;
}

/** Makes a busybox agent through the dialog; resolves to its page, with a console, once the agent runs. */
export async function createAgentInDialog(
  window: Page,
  name: string,
  { command, memory, egress, allowedDomains, group, verify = false }: DialogChoices = {},
): Promise<AgentPage> {
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting(name);
  if (command !== undefined) await dialog.command.fill(command);
  if (memory !== undefined) await dialog.memory.fill(memory);
  if (egress !== undefined) await dialog.chooseEgress(egress);
  if (allowedDomains !== undefined) await dialog.text('Allowed domains').fill(allowedDomains);
  if (group !== undefined) await dialog.chooseGroup(group);
  if (verify) await dialog.root.getByRole('checkbox', { name: 'Verify isolation once it runs' }).check();
  await dialog.create.click();
  await expect(dialog.root).toBeHidden();
  const agent = new AgentPage(window);
  await expect(agent.heading).toHaveText(name);
  await expect(agent.status).toHaveText('Running');
  return agent;
}
