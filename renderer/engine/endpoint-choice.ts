import type { Endpoint, EndpointProbe } from '../../electron/contract/engine.ts';

/** Checks an address typed by a person, before the engine host tries it. Returns the problem, or undefined. */
export function endpointUrlProblem(url: string): string | undefined {
  const trimmed = url.trim();
  if (trimmed === '') return 'Type an address.';
  if (/^unix:\/\/\/.+/.test(trimmed) || /^npipe:\/\/.+/.test(trimmed)) return undefined;
  if (/^ssh:\/\/[^/\s]+/.test(trimmed) || /^tcp:\/\/[^/\s:]+:\d+$/.test(trimmed)) return undefined;
  return 'Write unix:///path/docker.sock, npipe:////./pipe/docker_engine, tcp://host:2376 or ssh://user@host.';
}

/** The endpoint for an address typed by a person. The TLS folder applies only to tcp. */
export function customEndpoint(url: string, tlsPath: string): Endpoint {
  const trimmed = url.trim();
  const tls = tlsPath.trim();
  return {
    url: trimmed,
    source: 'settings',
    label: 'Chosen by hand',
    ...(trimmed.startsWith('tcp://') && tls !== '' ? { tlsPath: tls } : {}),
  };
}

/** Describes a probe's result in a few words. */
export function probeSummary({ reachable, version, error }: EndpointProbe): string {
  if (reachable) return version ? `Answers, version ${version}` : 'Answers';
  return error?.message ?? 'Does not answer';
}
