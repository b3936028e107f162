import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { AGENT_LABEL, ROLE_LABEL } from '../../../electron/engine/objects/labels.ts';
import { docker } from '../engine/docker-cli.ts';

/** A running agent container made with the Docker command line, for tests of existing agents. */
export async function agentByDockerCli(
  command: readonly string[],
  image = 'busybox:stable',
  options: readonly string[] = [],
): Promise<{ name: string; remove: () => Promise<void> }> {
  const id = randomUUID().slice(0, 8);
  const name = `hand-${id}`;
  const labels = ['--label', `${AGENT_LABEL}=${id}`, '--label', `${ROLE_LABEL}=agent`];
  await docker(
    'run',
    '-d',
    '--init',
    '--network',
    'none',
    '--name',
    name,
    ...options,
    ...labels,
    image,
    ...command,
  );
  return {
    name,
    remove: async () => {
      await docker('rm', '-f', '-v', name);
    },
  };
}

/** Opens one of the agent's tabs. */
export async function openAgentTab(window: Page, name: string, tab: string): Promise<void> {
  await window.getByRole('navigation', { name: 'Agents' }).getByText(name).click();
  await window.getByRole('tab', { name: tab, exact: true }).click();
}
