import type { AgentFile } from '../file-formats/agent-file.ts';
import { egressLabel } from '../ui/egress-icon.tsx';

/** One thing that a file asks for, in words. `risk`: more than Balanced gives, or a way to what is the person's. */
export interface Allowance {
  text: string;
  risk: boolean;
}

const plain = (text: string): Allowance => ({ text, risk: false });
const risk = (text: string): Allowance => ({ text, risk: true });

/** Everything that an agent of this file would be allowed, the worst first. `folder`: the project that the file is of. */
export function allowancesOf(file: AgentFile, folder?: string): Allowance[] {
  const all = [
    ...workspaceAllowances(file, folder),
    ...egressAllowances(file),
    ...isolationAllowances(file),
    ...file.credentials.map((name) => risk(`Uses your credential “${name}” through the gateway.`)),
    ...file.ports.map(({ containerPort, hostPort }) =>
      risk(`Publishes its port ${containerPort} on this machine${hostPort ? ` as ${hostPort}` : ''}.`),
    ),
    ...(file.image ? [risk(`Runs the image ${file.image}.`)] : []),
    ...(file.command ? [plain(`Runs ${file.command.join(' ') || 'the image’s own command'}.`)] : []),
    ...(file.memory ? [plain(`Up to ${file.memory} of memory.`)] : []),
    ...(file.cpus ? [plain(`Up to ${file.cpus} CPUs.`)] : []),
    ...(file.processes ? [plain(`Up to ${file.processes} processes.`)] : []),
    ...(file.life?.startOnLaunch ? [risk('Starts whenever Bulkhead opens.')] : []),
    ...(file.life?.removeWhenStopped ? [risk('Is thrown away with its workspace volume when it ends.')] : []),
  ];
  return [...all.filter((each) => each.risk), ...all.filter((each) => !each.risk)];
}

function workspaceAllowances({ workspace }: AgentFile, folder: string | undefined): Allowance[] {
  switch (workspace?.kind) {
    case undefined:
      // A project's file fills a dialog in which the person has chosen a workspace already.
      return [
        plain(folder === undefined ? 'Works in a new, empty volume.' : 'Works in the workspace chosen here.'),
      ];
    case 'volume':
      return [plain('Works in a new, empty volume.')];
    case 'copy':
      return [
        plain(`Works in a copy of ${workspace.repository ?? workspace.folder ?? folder ?? 'a folder'}.`),
      ];
    case 'host-folder': {
      const path = workspace.path ?? folder ?? 'a folder of yours';
      const hidden = workspace.masks ?? [];
      const without = hidden.length > 0 ? `, without ${hidden.join(', ')}` : '';
      return workspace.readOnly
        ? [plain(`Reads ${path}${without}.`)]
        : [risk(`Reads and changes ${path}${without}.`)];
    }
  }
}

function egressAllowances({ egress }: AgentFile): Allowance[] {
  if (!egress) return [];
  const { mode, allowedDomains, rules, sets, services } = egress;
  const lists = mode === 'allowlist';
  return [
    mode === 'full'
      ? risk('Internet: everything public.')
      : plain(`Internet: ${egressLabel[mode]}${lists ? ', nothing but what follows' : ''}.`),
    ...(lists ? allowedDomains.map((domain) => plain(`Reaches ${domain}.`)) : []),
    ...(lists ? sets.map((id) => plain(`Reaches the hosts of the set “${id}”.`)) : []),
    ...rules.map(({ effect, host, methods, paths, ports }) => {
      const parts = [ports?.join(', '), methods?.join(', '), paths?.join(', ')].filter(Boolean).join('; ');
      return plain(
        `${effect === 'deny' ? 'Never reaches' : 'Reaches'} ${host}${parts ? ` (${parts})` : ''}.`,
      );
    }),
    ...services.map(({ name, host, port, address }) =>
      risk(`Reaches “${name}” in your own network: ${host}:${port} is ${address}.`),
    ),
  ];
}

function isolationAllowances({ isolation }: AgentFile): Allowance[] {
  if (!isolation) return [];
  const { preset, readOnlyRoot, dropAllCapabilities, noNewPrivileges, nonRoot, runtime } = isolation;
  return [
    preset === 'open'
      ? risk('Isolation preset Open.')
      : plain(`Isolation preset ${preset === 'strict' ? 'Strict' : 'Balanced'}.`),
    ...(readOnlyRoot === false ? [risk('Changes its own system files.')] : []),
    ...(dropAllCapabilities === false ? [risk('Keeps the engine’s default capabilities.')] : []),
    ...(noNewPrivileges === false ? [risk('May gain privileges through setuid programs.')] : []),
    ...(nonRoot === false ? [risk('Runs as the image’s own user, which may be root.')] : []),
    ...(runtime ? [plain(`Runs under the runtime “${runtime}”.`)] : []),
  ];
}
