import type { AppErrorType, ErrorAction } from '../../contract/error.ts';
import type { CallContext } from './errors.ts';

export const actions = {
  retry: { kind: 'retry', label: 'Retry' },
  chooseSocket: { kind: 'choose-socket', label: 'Choose socket' },
  chooseImage: { kind: 'choose-image', label: 'Choose another image' },
  pullImage: { kind: 'pull-image', label: 'Pull the image' },
  raiseLimit: { kind: 'raise-limit', label: 'Change the limit' },
  chooseFolder: { kind: 'choose-folder', label: 'Choose another folder' },
  freeDisk: { kind: 'free-disk', label: 'Free disk space' },
  startAgent: { kind: 'start-agent', label: 'Start the agent' },
} as const satisfies Record<string, ErrorAction>;

/** Matches one wording of the engine. The first matching rule wins. */
export interface Rule {
  when: RegExp;
  /** Kinds of calls that the rule applies to; all when absent. */
  kinds?: readonly CallContext['kind'][];
  type: AppErrorType;
  message: (match: RegExpExecArray, name: string) => string;
  /** In place of the advice to log in, where a log-in could not be read; the reason follows. */
  withoutLogin?: (name: string) => string;
  actions?: ErrorAction[];
  field?: string;
}

/** Wordings of Docker 20.10 to 28, moby's sources and runc 1.1 to 1.3; Podman's where they differ. */
const general: Rule[] = [
  {
    when: /client version \S+ is too (new|old)/i,
    type: 'engine-too-old',
    message: () => 'This engine does not speak an API version that the app understands. Update the engine.',
    actions: [actions.chooseSocket],
  },
  {
    when: /no space left on device/i,
    type: 'resource-limit',
    message: () => 'The engine’s disk is full. Free some space there, then try again.',
    actions: [actions.freeDisk, actions.retry],
  },
];

const images: Rule[] = [
  {
    when: /invalid reference format|repository name must be lowercase|invalid tag format|invalid repository name/i,
    type: 'invalid-input',
    message: (_, name) =>
      `“${name}” is not an image reference. It looks like name, name:tag or registry/name:tag, in lower case.`,
    actions: [actions.chooseImage],
    field: 'image',
  },
  {
    when: /toomanyrequests|rate limit/i,
    kinds: ['pull', 'build'],
    type: 'image-pull-failed',
    message: () =>
      'The registry’s pull limit is reached. Log in to the registry (docker login), or try again later.',
    withoutLogin: () => 'The registry’s pull limit is reached.',
    actions: [actions.retry],
  },
  {
    when: /no matching manifest for (\S+)/i,
    kinds: ['pull', 'build'],
    type: 'image-pull-failed',
    message: (match, name) => `“${name}” does not exist for this engine’s platform (${match[1]}).`,
    actions: [actions.chooseImage],
  },
  {
    when: /pull access denied|repository does not exist/i,
    kinds: ['pull', 'build'],
    type: 'image-not-found',
    message: (_, name) =>
      `The registry has no public image “${name}”. Check the spelling; a private one needs docker login.`,
    withoutLogin: (name) => `The registry has no public image “${name}”.`,
    actions: [actions.chooseImage],
  },
  {
    when: /unauthorized|no basic auth credentials|authentication required|incorrect username or password|access (to the resource is )?denied|status(?: code)?:? 40[13]/i,
    kinds: ['pull', 'build'],
    type: 'image-pull-failed',
    message: (_, name) =>
      `The registry refused to hand out “${name}”: it needs a log-in, or yours does not reach that far (docker login).`,
    withoutLogin: (name) => `The registry does not hand out “${name}” without a log-in.`,
    actions: [actions.retry, actions.chooseImage],
  },
  {
    when: /manifest unknown|manifest for .* not found|name unknown|not found: manifest/i,
    kinds: ['pull', 'build'],
    type: 'image-not-found',
    message: (_, name) => `The registry has no image “${name}”. Check the name and the tag.`,
    actions: [actions.chooseImage],
  },
  {
    when: /x509|HTTP response to HTTPS client/i,
    kinds: ['pull', 'build'],
    type: 'image-pull-failed',
    message: () =>
      'The engine does not trust the registry’s certificate. Behind a company proxy, give the engine your company’s CA certificate.',
    actions: [actions.retry],
  },
  {
    when: /no such host|connection refused|i\/o timeout|handshake timeout|Client\.Timeout|context deadline exceeded|(network|host) is unreachable|no route to host|connection reset|proxyconnect|server misbehaving|\bEOF$/i,
    kinds: ['pull', 'build'],
    type: 'image-pull-failed',
    message: (_, name) =>
      `The engine cannot reach the registry of “${name}”. Check its network and name resolution. It pulls by itself, so behind a company proxy it needs that proxy in its own settings.`,
    actions: [actions.retry, actions.chooseImage],
  },
  {
    when: /unable to (delete|remove).*|image is (being )?used by|image is in use/i,
    kinds: ['image'],
    type: 'conflict',
    message: (_, name) => `The image “${name}” is still used by a container.`,
  },
];

const containers: Rule[] = [
  {
    when: /marked read-?only|volume is read-?only/i,
    type: 'not-allowed',
    message: () =>
      'This place is read-only in the agent. Its workspace and its home can be written to, unless they are read-only too.',
  },
  {
    when: /No such image:? ?(\S+?):?(?:\s|$)|image not known/i,
    type: 'image-not-found',
    message: (match, name) => `The image “${match[1] ?? name}” is not on the engine.`,
    actions: [actions.pullImage, actions.chooseImage],
  },
  {
    when: /(?:container )?name "?\/?([^" ]+)"? is already in use/i,
    type: 'name-taken',
    message: (match) => `The name “${match[1]}” is taken by another container. Choose another one.`,
    field: 'name',
  },
  {
    when: /network with name (\S+) already exists|network name (\S+) already used/i,
    type: 'name-taken',
    message: (match) => `A network called “${match[1] ?? match[2]}” exists already.`,
    field: 'name',
  },
  {
    when: /unknown (?:or invalid )?runtime (?:specified|name):? ?(\S+)?|unable to retrieve OCI runtime error|invalid runtime name|default OCI runtime "([^"]+)" not found/i,
    type: 'runtime-missing',
    message: (match) =>
      `The engine cannot use the runtime${match[1] ? ` “${match[1]}”` : ''}: it is not installed or not registered there. Choose another isolation tier, or install it on the engine.`,
    field: 'isolation.runtime',
  },
  {
    when: /decoding seccomp profile failed|seccomp profile|invalid seccomp|error (?:loading|adding) seccomp/i,
    type: 'seccomp-invalid',
    message: () =>
      'The engine did not accept the seccomp profile. It must be a JSON file in Docker’s seccomp format.',
    field: 'isolation.seccomp',
  },
  {
    when: /bind source path does not exist: (.+)$/im,
    type: 'invalid-input',
    message: (match) => `The folder ${match[1]} does not exist on the engine’s machine.`,
    actions: [actions.chooseFolder],
    field: 'workspace',
  },
  {
    when: /Cannot update container .*runsc did not terminate successfully/is,
    type: 'resource-limit',
    message: () =>
      'gVisor takes new limits only when an agent starts: stop the agent, change its limits, and start it again.',
    field: 'resources',
  },
  {
    when: /minimum memory limit|memory limit (?:should|must)|unable to set memory limit|cannot allocate memory|memoryswap|Memory \+ swap/i,
    type: 'resource-limit',
    message: () =>
      'The engine refuses this memory limit: it allows no less than 6 MiB, and never less than what is in use now.',
    actions: [actions.raiseLimit],
    field: 'resources.memoryBytes',
  },
  {
    when: /range of CPUs is from ([\d.]+) to ([\d.]+)/i,
    type: 'resource-limit',
    message: (match) =>
      `The engine has ${Number(match[2])} CPUs: choose between ${match[1]} and ${Number(match[2])}.`,
    actions: [actions.raiseLimit],
    field: 'resources.cpus',
  },
  {
    when: /pids[ .-]?limit|pids\.max|error setting rlimit|(?:CPU|NanoCPUs) (?:limit|quota|period|can not|cannot)/i,
    type: 'resource-limit',
    message: () => 'The engine refuses one of the limits.',
    actions: [actions.raiseLimit],
    field: 'resources',
  },
  {
    when: /port is already allocated|address already in use|ports are not available/i,
    type: 'network-error',
    message: () => 'A port that the agent should publish is already in use on this machine.',
    field: 'ports',
  },
  {
    when: /exec: \\?"([^"\\]*)\\?": (?:stat [^:]*: )?(executable file not found|no such file or directory|permission denied|is a directory)|executable file `([^`]+)` not found|error finding executable "([^"]+)" in PATH|No such file or directory: OCI runtime attempted to invoke a command/i,
    type: 'command-not-found',
    message: (match) => {
      const command = match[1] ?? match[3] ?? match[4];
      const denied = /permission denied|directory$/.test(match[2] ?? '') && !/no such/.test(match[2] ?? '');
      return denied
        ? `“${command}” in the image is not a program that may be run.`
        : `The image has no command${command ? ` “${command}”` : ' like that'}. Check the spelling, or give its full path.`;
    },
    field: 'command',
  },
  {
    when: /is paused/i,
    kinds: ['container', 'exec'],
    type: 'not-running',
    message: () => 'The agent is paused. Resume it first.',
  },
  {
    // 20.10 answers a question about a container that ends at this moment with its shim's closed connection.
    when: /is not running|is restarting|not started|container state improper|is not paused|already paused|^ttrpc: closed/i,
    kinds: ['container', 'exec', 'network'],
    type: 'not-running',
    message: (match) =>
      /paused/.test(match[0]) ? 'The agent is not in a state for that.' : 'The agent is not running.',
    actions: [actions.startAgent],
  },
  {
    when: /No such container|no container with name or ID/i,
    type: 'container-gone',
    message: () => 'The container no longer exists. Somebody or something removed it.',
  },
];

const networks: Rule[] = [
  {
    when: /pool overlaps|overlapping IPv4|conflicts with network|subnet \S+ is (already )?(being )?used/i,
    type: 'network-error',
    message: () => 'The subnet is already in use on the engine’s machine.',
    actions: [actions.retry],
  },
  {
    when: /non-overlapping IPv4 address pool|all predefined address pools/i,
    type: 'network-error',
    message: () => 'The engine has no free subnet left. Remove networks that nothing uses.',
    actions: [actions.freeDisk, actions.retry],
  },
  {
    when: /has active endpoints|already exists in network|is in use|already attached|already connected/i,
    kinds: ['network', 'volume'],
    type: 'conflict',
    message: (_, name) => `“${name}” is still in use.`,
    actions: [actions.retry],
  },
];

export const rules: readonly Rule[] = [...general, ...images, ...containers, ...networks];
