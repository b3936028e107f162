import type { EngineFacts } from '../../../electron/contract/engine.ts';
import { assertNever } from '../../../electron/lib/assert-never.ts';
import type { AgentForm } from '../../agent-form/form.ts';
import { workspaceWords } from '../../agent-form/workspace-form.ts';

/** The tier of the runtime that the form chose, as the engine reports it. */
export function tierOf(form: AgentForm, facts: EngineFacts | undefined): 'container' | 'gvisor' | 'microvm' {
  const name = form.isolation.runtime || facts?.defaultRuntime;
  return facts?.runtimes.find((runtime) => runtime.name === name)?.tier ?? 'container';
}

/** Describes in sentences what the sandbox allows and forbids, from the fields and not from the preset's name. */
export function summarize(form: AgentForm, facts: EngineFacts | undefined): string[] {
  return [
    egressSentence(form),
    ...groupSentences(form),
    writeSentence(form),
    privilegeSentence(form),
    kernelSentence(tierOf(form, facts)),
  ];
}

function egressSentence(form: AgentForm): string {
  switch (form.egress) {
    case 'off':
      return 'No internet: nothing leaves its network.';
    case 'allowlist':
      if (form.secrets.some(({ delivery }) => delivery === 'gateway'))
        return 'Internet only to the domains and sets that you list and the hosts of its credentials.';
      if (form.sets.length > 0)
        return 'Internet only to the domains that you list and the sets that you choose.';
      return form.allowedDomains.trim() === ''
        ? 'Internet only to the domains that you list; none yet.'
        : 'Internet only to the domains that you list.';
    case 'full':
      return 'Any public address on the internet, never your own network.';
    default:
      return assertNever(form.egress);
  }
}

function groupSentences({ group }: AgentForm): string[] {
  if (group.trim() === '') return [];
  return [`Reaches the agents of the group “${group.trim()}” directly, and what they may reach.`];
}

function writeSentence(form: AgentForm): string {
  const workspace = workspaceWords(form.workspace);
  return form.isolation.readOnlyRoot
    ? `Writes only to its home, /tmp and its workspace (${workspace}).`
    : `Writes anywhere inside its container; the workspace is ${workspace}.`;
}

function privilegeSentence(form: AgentForm): string {
  const { nonRoot, dropAllCapabilities, noNewPrivileges } = form.isolation;
  const user = nonRoot ? 'Runs as you, not as root' : "Runs as the image's own user, often root";
  if (dropAllCapabilities && noNewPrivileges)
    return `${user}, with no capabilities and no way to gain privileges.`;
  const capabilities = dropAllCapabilities
    ? 'may gain privileges through setuid programs'
    : "keeps the engine's default capabilities";
  return `${user}; ${capabilities}.`;
}

function kernelSentence(tier: 'container' | 'gvisor' | 'microvm'): string {
  switch (tier) {
    case 'container':
      return "Shares the host's kernel: a kernel exploit could break out.";
    case 'gvisor':
      return "Runs on gVisor's own kernel, which keeps the host's kernel at a distance.";
    case 'microvm':
      return 'Runs in a microVM with a kernel of its own.';
    default:
      return assertNever(tier);
  }
}
