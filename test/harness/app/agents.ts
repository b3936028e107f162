import type { Page } from '@playwright/test';
import { ROLE_LABEL } from '../../../electron/engine/objects/labels.ts';
import { removeEverything } from '../../../scripts/engine/api.mjs';
import { test as base, expect } from './app.ts';
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

/** What the dialog asks about an agent beside its name. What is left out stays as the dialog proposes it. */
export interface AgentChoices {
  command?: string;
  memory?: string;
  egress?: 'Off' | 'Allowlist' | 'Full';
  allowedDomains?: string;
  group?: string;
  /** Whether the isolation is verified once the agent runs. */
  verify?: boolean;
}

/** Makes a busybox agent through the dialog; resolves to its page once the agent runs. */
export async function createAgent(
  window: Page,
  name: string,
  { command, memory, egress, allowedDomains, group, verify = false }: AgentChoices = {},
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

/** Makes a busybox agent with an allowlist of `allowed.test`. */
export async function createGatewayAgent(window: Page, name: string): Promise<AgentPage> {
  return await createAgent(window, name, {
    memory: '128m',
    egress: 'Allowlist',
    allowedDomains: 'allowed.test',
  });
}
