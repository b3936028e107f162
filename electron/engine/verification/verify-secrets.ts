import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { ProbeResult } from '../../contract/isolation.ts';
import { listed } from '../../lib/listed.ts';
import type { Secret } from '../../lib/secret.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { FrameReader } from '../docker/frames.ts';
import type { CredentialOverrides } from '../records/credential-overrides.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { fail, inconclusive, type Probe, pass } from './verify-evidence.ts';

/** A value that only the gateway may have. */
export interface Hidden {
  name: string;
  value: Secret;
}

const HUNT_BYTES = 32 * 1024 * 1024;
/** Shorter values occur in files by chance. */
const MINIMUM_CHARACTERS = 8;

/**
 * Prints what the agent's user can read in the usual places of secrets: environments, command lines, and small files.
 */
const SCRIPT = `
cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null
find "$HOME" /workspace /run /tmp /etc -xdev -type f -size -128k 2>/dev/null | head -n 3000 |
  while read -r file; do cat "$file" 2>/dev/null; done | head -c ${HUNT_BYTES}
echo; echo 'hunt done'
`;

/**
 * The values of an agent's credentials that the gateway fills in, and the private key with which the gateway reads
 * traffic. Excludes values from commands, because a command may prompt the person and no one would answer.
 */
export async function hiddenFrom(
  { keeper, chosen }: { keeper: SecretProvider; chosen: Pick<CredentialOverrides, 'of'> },
  agentId: string,
  spec: AgentSpec | null,
): Promise<Hidden[]> {
  const references = await chosen.of(agentId, spec?.secrets ?? []);
  const through = references.filter(({ delivery }) => delivery === 'gateway').map(({ secretId }) => secretId);
  const records = keeper.list().filter(({ id, source }) => through.includes(id) && source.kind !== 'command');
  if (records.length === 0) return [];
  const authority = await keeper.authority();
  const values = await Promise.all(
    records.map(async ({ id, name }) => ({ name, value: await keeper.value(id) })),
  );
  return [
    ...values,
    ...(authority ? [{ name: 'the gateway’s private key', value: authority.privateKey }] : []),
  ];
}

/** The forms in which a value may leak: plain, in base64, and a PEM's body by its first line. */
export function tracesOf(value: string): string[] {
  const body = /-----\r?\n([A-Za-z0-9+/=]{40,})/.exec(value)?.[1];
  if (body !== undefined) return [body];
  return value.length < MINIMUM_CHARACTERS ? [] : [value, Buffer.from(value).toString('base64')];
}

/** Searches for traces in text that arrives in pieces. */
export class TraceFinder {
  readonly places = new Set<string>();
  readonly #traces: readonly { name: string; trace: string }[];
  readonly #overlap: number;
  #tail = '';

  constructor(hidden: readonly Hidden[]) {
    this.#traces = hidden.flatMap(({ name, value }) =>
      tracesOf(value.reveal()).map((trace) => ({ name, trace })),
    );
    this.#overlap = Math.max(0, ...this.#traces.map(({ trace }) => trace.length)) + 16;
  }

  push(text: string): void {
    const seen = this.#tail + text;
    for (const { name, trace } of this.#traces) if (seen.includes(trace)) this.places.add(name);
    this.#tail = seen.slice(-this.#overlap);
  }

  ends(text: string): boolean {
    return this.#tail.trimEnd().endsWith(text);
  }
}

/** Searches the agent for values that only the gateway may have. The values never enter the container. */
export async function huntSecrets(
  engine: Engine,
  inspect: ContainerInspect,
  hidden: readonly Hidden[],
  signal: AbortSignal,
): Promise<ProbeResult[]> {
  if (hidden.length === 0) return [];
  const probe: Probe = {
    id: 'secrets',
    name: 'Values of its credentials in the agent',
    expected: 'Nowhere: not in its environment, files, labels or processes',
  };
  const finder = new TraceFinder(hidden);
  finder.push(JSON.stringify(inspect));
  const inside = new TraceFinder(hidden);
  try {
    const frames = new FrameReader((source, bytes) => {
      if (source === 'stdout') inside.push(Buffer.from(bytes).toString('latin1'));
    });
    const execId = await engine.createExec(
      inspect.Id,
      { Cmd: ['sh', '-c', SCRIPT], AttachStdout: true, AttachStderr: true },
      { signal },
    );
    const stream = await engine.startExec(execId, { tty: false, stdin: false, signal });
    for await (const chunk of stream) frames.push(chunk as Uint8Array);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  const where = [
    ...[...finder.places].map((name) => `${name} (in what the engine reports of the container)`),
    ...[...inside.places].map((name) => `${name} (in the container)`),
  ];
  if (where.length > 0) return [fail(probe, `Found ${listed(where)}`)];
  return inside.ends('hunt done')
    ? [pass(probe, `Not found: ${listed(hidden.map(({ name }) => name))}`)]
    : [inconclusive(probe, 'The image has no shell to look with, or there was no time left.')];
}
