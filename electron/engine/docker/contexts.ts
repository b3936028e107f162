import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Endpoint } from '../../contract/engine.ts';
import type { AppError } from '../../contract/error.ts';
import { actions } from './error-rules.ts';
import type { HostEnvironment } from './host-environment.ts';

/** An endpoint to try, or the reason why it cannot be tried. */
export interface Candidate {
  endpoint: Endpoint;
  error?: AppError;
}

/** Docker's own folder: `DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigFolder({ env, homePath }: Pick<HostEnvironment, 'env' | 'homePath'>): string {
  return env.DOCKER_CONFIG || join(homePath, '.docker');
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // A broken file of another program counts as no file.
    return undefined;
  }
}

/** `currentContext` of Docker's config.json. */
export function parseCurrentContext(configText: string): string | undefined {
  const name = parseObject(configText)?.currentContext;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Host of a context's meta.json: `{"Name": …, "Endpoints": {"docker": {"Host": …}}}`. */
export function parseContextHost(metaText: string): string | undefined {
  const endpoints = parseObject(metaText)?.Endpoints as Record<string, { Host?: unknown }> | undefined;
  const host = endpoints?.docker?.Host;
  return typeof host === 'string' && host !== '' ? host : undefined;
}

/** Where Docker keeps a context: folders named after the SHA-256 of its name. */
export function contextPaths(configFolder: string, name: string): { metaPath: string; tlsPath: string } {
  const digest = createHash('sha256').update(name).digest('hex');
  return {
    metaPath: join(configFolder, 'contexts', 'meta', digest, 'meta.json'),
    tlsPath: join(configFolder, 'contexts', 'tls', digest, 'docker'),
  };
}

/** The endpoint of a Docker context, or why it has none. */
export async function readContext(environment: HostEnvironment, name: string): Promise<Candidate> {
  const { metaPath, tlsPath } = contextPaths(dockerConfigFolder(environment), name);
  const label = `Context “${name}”`;
  const url = parseContextHost((await environment.readText(metaPath)) ?? '');
  if (url === undefined) {
    return {
      endpoint: { url: `context://${encodeURIComponent(name)}`, source: 'context', label },
      error: {
        type: 'invalid-input',
        message: `There is no Docker context “${name}”, or it has no address. See docker context ls.`,
        actions: [actions.retry, actions.chooseSocket],
      },
    };
  }
  const endpoint: Endpoint = { url, source: 'context', label };
  return { endpoint: (await environment.isFolder(tlsPath)) ? { ...endpoint, tlsPath } : endpoint };
}
