import type { Endpoint, EndpointProbe, EngineFacts } from '../../contract/engine.ts';
import { type AppError, AppFailure } from '../../contract/error.ts';
import type { Candidate } from './contexts.ts';
import type { Engine } from './engine.ts';
import { actions } from './error-rules.ts';
import { toFailure } from './errors.ts';

/** An engine on this machine answers in milliseconds; an SSH log-in takes longer. */
const PROBE_TIMEOUT_MS = 5_000;
const SSH_PROBE_TIMEOUT_MS = 25_000;

export type OpenEngine = (endpoint: Endpoint) => Engine;

export interface Attempt {
  probe: EndpointProbe;
  /** The open connection when the probe succeeded; the caller must close it. */
  connected?: { engine: Engine; facts: EngineFacts };
}

/** Tries one endpoint. Rejects only when the signal aborts. */
export async function attempt(candidate: Candidate, open: OpenEngine, signal: AbortSignal): Promise<Attempt> {
  const { endpoint, error } = candidate;
  if (error) return { probe: { endpoint, reachable: false, error } };
  let engine: Engine | undefined;
  try {
    engine = open(endpoint);
    const timeoutMs = endpoint.url.startsWith('ssh:') ? SSH_PROBE_TIMEOUT_MS : PROBE_TIMEOUT_MS;
    const facts = await engine.facts({ signal, timeoutMs });
    return { probe: { endpoint, reachable: true, version: facts.version }, connected: { engine, facts } };
  } catch (failure) {
    engine?.close();
    const { error } = toFailure(failure, { kind: 'engine' });
    if (error.type === 'cancelled') throw failure;
    return { probe: { endpoint, reachable: false, error } };
  }
}

/** An engine that answered, and how every endpoint before it was tried. */
export interface EngineSearch {
  tried: EndpointProbe[];
  /** Absent when no endpoint answered; the caller must close the engine. */
  found?: { engine: Engine; facts: EngineFacts; endpoint: Endpoint };
}

/** Tries endpoints in turn until one answers. Rejects only when the signal aborts. */
export async function findFirstEngine(
  search: readonly Candidate[],
  open: OpenEngine,
  signal: AbortSignal,
): Promise<EngineSearch> {
  const tried: EndpointProbe[] = [];
  for (const candidate of search) {
    const { probe, connected } = await attempt(candidate, open, signal);
    tried.push(probe);
    if (connected) return { tried, found: { ...connected, endpoint: probe.endpoint } };
  }
  return { tried };
}

/** Tries an endpoint and closes the connection. */
export async function probe(
  candidate: Candidate,
  open: OpenEngine,
  signal: AbortSignal,
): Promise<EndpointProbe> {
  const { probe, connected } = await attempt(candidate, open, signal);
  connected?.engine.close();
  return probe;
}

/** Whether the endpoint's socket does not exist. */
export function isAbsent({ endpoint, error }: EndpointProbe): boolean {
  return endpoint.source === 'socket' && /\bENOENT\b/.test(error?.raw ?? '');
}

/** The error of the only endpoint that may be used, which says which one it is and that no other engine is used. */
function nameEndpoint(error: AppError, { url, source, label }: Endpoint): AppError {
  // An endpoint that could not even be read is named by its error.
  if (url.startsWith('context://')) return error;
  const name = source === 'settings' ? 'The chosen engine' : label;
  const address = url.replace(/(\/\/[^/@:]*):[^/@]*@/, '$1@');
  return { ...error, message: `${name} (${address}): ${error.message} No other engine takes its place.` };
}

/** Chooses the most informative error of a search that found nothing. Pure. */
export function summarizeProbes(probes: readonly EndpointProbe[]): AppError {
  const [only, ...others] = probes;
  if (only?.error && others.length === 0) return nameEndpoint(only.error, only.endpoint);
  const errors = probes.filter((each) => !isAbsent(each)).flatMap(({ error }) => (error ? [error] : []));
  const telling = errors.find(({ type }) => type !== 'engine-unreachable') ?? errors[0];
  if (telling) return telling;
  return new AppFailure({
    type: 'engine-unreachable',
    message:
      'Docker is not reachable: no engine answers on any of the usual sockets. Install or start Docker, or choose another socket.',
    actions: [actions.retry, actions.chooseSocket],
  }).error;
}
