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
    // Not JSON: the caller decides what a broken file of another program means.
    return undefined;
  }
}

/** `currentContext` of Docker's config.json; '' without one. Undefined when the file is broken. */
export function parseCurrentContext(configText: string): string | undefined {
  const config = configText.trim() === '' ? {} : parseObject(configText);
  if (config === undefined) return undefined;
  return typeof config.currentContext === 'string' ? config.currentContext : '';
}

/** The engine in a context's meta.json: `{"Name": …, "Endpoints": {"docker": {"Host": …, "SkipTLSVerify": …}}}`. */
export function parseContextEndpoint(metaText: string): { url: string; skipTlsVerify: boolean } | undefined {
  const endpoints = parseObject(metaText)?.Endpoints as
    | Record<string, { Host?: unknown; SkipTLSVerify?: unknown } | undefined>
    | undefined;
  const url = endpoints?.docker?.Host;
  if (typeof url !== 'string' || url === '') return undefined;
  return { url, skipTlsVerify: endpoints?.docker?.SkipTLSVerify === true };
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
  const unusable = (message: string, raw?: string): Candidate => ({
    endpoint: { url: `context://${encodeURIComponent(name)}`, source: 'context', label },
    error: contextError(message, raw),
  });
  let text: string | undefined;
  try {
    text = await environment.readText(metaPath);
  } catch (error) {
    return unusable(`The Docker context “${name}” cannot be read: ${metaPath}.`, String(error));
  }
  const found = parseContextEndpoint(text ?? '');
  if (found === undefined)
    return unusable(`There is no Docker context “${name}”, or it has no address. See docker context ls.`);
  return {
    endpoint: {
      url: found.url,
      source: 'context',
      label,
      ...((await environment.isFolder(tlsPath)) ? { tlsPath } : {}),
      ...(found.skipTlsVerify ? { skipTlsVerify: true } : {}),
    },
  };
}

export function contextError(message: string, raw?: string): AppError {
  return {
    type: 'invalid-input',
    message,
    actions: [actions.retry, actions.chooseSocket],
    ...(raw === undefined ? {} : { raw }),
  };
}

/**
 * The context that the person chose by `DOCKER_CONTEXT` or `docker context use`. Undefined: none, so that the usual
 * sockets count. The name “default” in `DOCKER_CONTEXT` is `defaultContext`.
 */
export async function currentContext(
  environment: HostEnvironment,
): Promise<Candidate | 'default' | undefined> {
  const named = environment.env.DOCKER_CONTEXT;
  if (named === 'default') return 'default';
  if (named) return await readContext(environment, named);
  const folder = dockerConfigFolder(environment);
  const configPath = join(folder, 'config.json');
  let name: string | undefined;
  let raw: string | undefined;
  try {
    const text = await environment.readText(configPath);
    name = text === undefined ? '' : parseCurrentContext(text);
  } catch (error) {
    raw = String(error);
  }
  if (name === undefined) {
    // Without any context, the file that cannot be read names none.
    if (!(await environment.isFolder(join(folder, 'contexts', 'meta')))) return undefined;
    return {
      endpoint: { url: 'context://', source: 'context', label: 'The current context' },
      error: contextError(
        `${configPath} cannot be read, so the current Docker context is not known. Repair the file, or choose an engine.`,
        raw,
      ),
    };
  }
  return name === '' || name === 'default' ? undefined : await readContext(environment, name);
}
