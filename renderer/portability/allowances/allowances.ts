import type { AgentFile } from '../../../electron/contract/files/agent-file.ts';
import { type Allowance, type Lines, linesOf, plain, risk } from './allowance.ts';
import { egressLines } from './egress-lines.ts';
import { isolationLines } from './isolation-lines.ts';
import { lifeLines } from './life-lines.ts';
import { workspaceAllowances } from './workspace-lines.ts';

/** All permissions that this file requests, the riskiest first. `folder`: the project folder of the file. */
export function allowancesOf(file: AgentFile, folder?: string): Allowance[] {
  const all = [
    ...(file.workspace === undefined ? [noWorkspace(folder)] : []),
    ...linesOf(fileLines(folder), file),
  ];
  const once = all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index);
  return [...once.filter((each) => each.risk), ...once.filter((each) => !each.risk)];
}

/** The line of a file without a workspace. For a project's file the person has already chosen the workspace. */
function noWorkspace(folder: string | undefined): Allowance {
  return plain(
    folder === undefined ? 'Works in a new, empty volume.' : 'Works in the workspace chosen here.',
  );
}

function fileLines(folder: string | undefined): Lines<AgentFile> {
  return {
    version: () => [],
    image: (image) => [risk(`Runs the image ${image}.`)],
    workspace: (workspace) => workspaceAllowances(workspace, folder),
    egress: (egress) => linesOf(egressLines, egress),
    isolation: (isolation) => linesOf(isolationLines, isolation),
    group: (group) => [
      risk(`Joins the group “${group}”: its agents reach each other, and what each of them may reach.`),
    ],
    credentials: (names) => names.map((name) => risk(`Uses your credential “${name}” through the gateway.`)),
    ports: (ports) =>
      ports.map(({ containerPort, hostPort }) =>
        risk(`Publishes its port ${containerPort} on this machine${hostPort ? ` as ${hostPort}` : ''}.`),
      ),
    env: (variables) =>
      Object.entries(variables).map(([name, value]) =>
        value === ''
          ? plain(`Has the variable ${name}, for you to fill in.`)
          : risk(`Has the variable ${name} set to “${value}”.`),
      ),
    actsWithoutAsking: (acts) => [
      acts
        ? risk('Acts without asking: the sandbox is the only limit.')
        : plain('Its program asks before it acts.'),
    ],
    type: (type) => [plain(`Is of the type “${type}”.`)],
    command: (command) => [plain(`Runs ${command.join(' ') || 'the image’s own command'}.`)],
    memory: (memory) => [plain(`Up to ${memory} of memory.`)],
    tmpSize: (size) => [plain(`A /tmp of up to ${size}, in memory.`)],
    cpus: (cpus) => [plain(`Up to ${cpus} CPUs.`)],
    processes: (processes) => [plain(`Up to ${processes} processes.`)],
    life: (life) => linesOf(lifeLines, life),
    name: (name) => [plain(`Is called “${name}”.`)],
    purpose: (purpose) => (purpose === '' ? [] : [plain(`Purpose: ${purpose}`)]),
    tags: (tags) => (tags.length === 0 ? [] : [plain(`Tags: ${tags.join(', ')}`)]),
  };
}
