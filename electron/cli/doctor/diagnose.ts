import type { EndpointProbe } from '../../contract/engine.ts';
import { formatBytes } from '../../contract/sizes.ts';
import type { DoctorFacts } from './facts.ts';

/** One check of the doctor. */
export interface Diagnosis {
  state: 'good' | 'note' | 'problem';
  subject: string;
  detail: string;
  /** The remedy, as a sentence or a command. */
  fix?: string;
}

const GIB = 1024 ** 3;
/** An image of an agent type needs about this much while it is built. */
const LOW_DISK_BYTES = 5 * GIB;

/** Derives the problems from the facts. No text holds the user or password of an address. */
export function diagnose(facts: DoctorFacts): Diagnosis[] {
  return checksOf(facts).map((check) => ({
    ...check,
    subject: withoutPassword(check.subject),
    detail: withoutPassword(check.detail),
  }));
}

function checksOf(facts: DoctorFacts): Diagnosis[] {
  return [
    {
      state: 'good',
      subject: 'Bulkhead',
      detail: `${facts.version}, Node ${facts.node}, ${facts.platform}, data in ${facts.dataPath}`,
    },
    hostCheck(facts),
    ...engineChecks(facts.engine),
    ...(facts.freeBytes === undefined ? [] : [diskCheck(facts.freeBytes)]),
    ...facts.leftovers.map(
      (name): Diagnosis => ({
        state: 'note',
        subject: 'leftover',
        detail: `“${name}” was not completely created or removed`,
        fix: 'Clean it up in the app, under Leftovers.',
      }),
    ),
    ...facts.drifted.map(
      (name): Diagnosis => ({
        state: 'problem',
        subject: 'drift',
        detail: `“${name}” is not what its settings say`,
        fix: `See “bulkhead inspect ${name}”, and restore it in the app.`,
      }),
    ),
  ];
}

function hostCheck({ host, hostProblem }: DoctorFacts): Diagnosis {
  if (hostProblem !== undefined) return { state: 'problem', subject: 'engine host', detail: hostProblem };
  return host === 'running'
    ? { state: 'good', subject: 'engine host', detail: 'the app or “bulkhead serve” runs' }
    : {
        state: 'note',
        subject: 'engine host',
        detail: 'none runs; each command starts one for itself',
        fix: 'Open the app, or run “bulkhead serve”, so that commands start faster.',
      };
}

function engineChecks(engine: DoctorFacts['engine']): Diagnosis[] {
  if (engine.status === 'unreachable') {
    return [
      { state: 'problem', subject: 'engine', detail: engine.error.message, ...fixOf(engine) },
      ...engine.tried.map(triedNote),
    ];
  }
  if (engine.status !== 'connected')
    return [{ state: 'problem', subject: 'engine', detail: 'its state is not known' }];
  const { facts, endpoint, passedOver = [] } = engine;
  const gvisor = facts.runtimes.some(({ tier }) => tier === 'gvisor');
  return [
    {
      state: 'good',
      subject: 'engine',
      detail: `${facts.name} ${facts.version} at ${endpoint.url}, ${facts.operatingSystem}, ${facts.cpus} CPUs, ${formatBytes(facts.memoryBytes)}`,
    },
    ...passedOver.map(triedNote),
    facts.seccomp
      ? { state: 'good', subject: 'seccomp', detail: 'the engine filters system calls' }
      : {
          state: 'problem',
          subject: 'seccomp',
          detail: 'the engine does not filter system calls',
          fix: 'Use an engine and a kernel with seccomp.',
        },
    gvisor
      ? { state: 'good', subject: 'gVisor', detail: 'available' }
      : {
          state: 'note',
          subject: 'gVisor',
          detail: 'not installed, so agents share the kernel of the engine',
          fix: 'Install runsc and register it with the engine: https://gvisor.dev/docs/user_guide/install/',
        },
  ];
}

function triedNote({ endpoint, error }: EndpointProbe): Diagnosis {
  return { state: 'note', subject: `tried ${endpoint.url}`, detail: error?.message ?? 'reachable' };
}

function diskCheck(freeBytes: number): Diagnosis {
  const detail = `${formatBytes(freeBytes)} free where the engine keeps its data`;
  if (freeBytes >= LOW_DISK_BYTES) return { state: 'good', subject: 'disk', detail };
  return { state: 'problem', subject: 'disk', detail, fix: 'See “bulkhead disk” for what can be removed.' };
}

function fixOf({ error, tried }: Extract<DoctorFacts['engine'], { status: 'unreachable' }>): { fix: string } {
  const isContext = tried.length === 1 && tried[0]?.endpoint.source === 'context';
  switch (error.type) {
    case 'engine-permission-denied':
      return {
        fix: 'Use rootless Docker, or let your user open the socket: sudo usermod -aG docker "$USER", then sign in again.',
      };
    case 'engine-too-old':
      return { fix: 'Update the engine.' };
    case 'engine-tls':
      return { fix: 'Check the certificates that DOCKER_CERT_PATH or the Docker context names.' };
    default:
      if (isContext)
        return {
          fix: 'Start the engine of this Docker context, or choose another: docker context use NAME.',
        };
      return { fix: 'Start Docker (sudo systemctl start docker, or Docker Desktop), or set DOCKER_HOST.' };
  }
}

/** Returns a text with its addresses without user and password, which can hold any character but a blank. */
function withoutPassword(text: string): string {
  return text.replace(/:\/\/\S*@/g, '://');
}
