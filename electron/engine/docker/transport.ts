import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { Endpoint } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { actions } from './error-rules.ts';
import { sendWithoutInspecting } from './request.ts';
import { SshAgent } from './ssh-agent.ts';
import { parseSshUrl } from './ssh-url.ts';

/** Idle connections kept for later calls; over SSH each is a process. */
const MAX_IDLE_CONNECTIONS = 8;
const MAX_IDLE_SSH_CONNECTIONS = 2;

interface Way {
  agent: Agent;
  options: Docker.DockerOptions;
}

/**
 * Opens the transport to an endpoint; `close` ends every connection. Throws an `AppFailure` when the endpoint is
 * invalid.
 */
export function openTransport(endpoint: Endpoint): { modem: Docker['modem']; close(): void } {
  const { agent, options } = wayTo(endpoint);
  const docker = withoutDockerEnvironment(
    () => new Docker({ ...BLANK, ...options, agent } as Docker.DockerOptions),
  );
  sendWithoutInspecting(docker.modem, options.protocol === 'https');
  return { modem: docker.modem, close: () => agent.destroy() };
}

/** Overrides every option that the modem would otherwise read from the environment. */
const BLANK = {
  host: undefined,
  port: undefined,
  socketPath: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  protocol: 'http',
  pathPrefix: '/',
  timeout: undefined,
};

/**
 * Hides `DOCKER_*` from the modem, which reads them despite explicit options and throws when they are wrong: only the
 * endpoint counts.
 */
function withoutDockerEnvironment<T>(make: () => T): T {
  const { DOCKER_HOST: saved } = process.env;
  delete process.env.DOCKER_HOST;
  try {
    return make();
  } finally {
    if (saved !== undefined) process.env.DOCKER_HOST = saved;
  }
}

function wayTo(endpoint: Endpoint): Way {
  const keepAlive = { keepAlive: true, maxFreeSockets: MAX_IDLE_CONNECTIONS };
  // Without a name, Node looks whether the host is an address, which costs a command its first 2 ms of regular expressions.
  const local = { ...keepAlive, servername: '' };
  const { url } = endpoint;
  if (url.startsWith('unix://')) {
    return { agent: new Agent(local), options: { socketPath: url.slice('unix://'.length) } };
  }
  if (url.startsWith('npipe://')) {
    const pipe = url.slice('npipe://'.length).replaceAll('/', '\\');
    return { agent: new Agent(local), options: { socketPath: pipe } };
  }
  if (url.startsWith('ssh://')) {
    const agent = new SshAgent(parseSshUrl(url), { ...keepAlive, maxFreeSockets: MAX_IDLE_SSH_CONNECTIONS });
    return { agent, options: { host: 'docker.over.ssh', port: 80 } };
  }
  const match = /^(tcp|https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(url);
  if (!match) throw unusable(url);
  const [, scheme, host = '', port] = match;
  const unchecked = endpoint.skipTlsVerify === true;
  const secure = scheme === 'https' || endpoint.tlsPath !== undefined || unchecked;
  const address = { host: host.replace(/^\[|\]$/g, ''), port: port ?? (secure ? 2376 : 2375) };
  if (!secure) return { agent: new Agent(keepAlive), options: address };
  const certificates = endpoint.tlsPath === undefined ? {} : readCertificates(endpoint.tlsPath, unchecked);
  return {
    agent: new TlsAgent({ ...keepAlive, ...certificates, rejectUnauthorized: !unchecked }),
    options: { ...address, ...certificates, protocol: 'https' },
  };
}

function unusable(url: string): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    message: `“${url}” is not the address of an engine. Use unix:///path, tcp://host:port, ssh://user@host or npipe:////./pipe/name.`,
    field: 'url',
    actions: [actions.chooseSocket],
  });
}

/**
 * Reads ca.pem, cert.pem and key.pem of a folder; the last two may be missing when the engine requires no client
 * certificate, and all three when its own is not checked.
 */
function readCertificates(folder: string, mayBeEmpty: boolean): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  const read = (name: string): Buffer | undefined => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw tlsFailure(folder, error);
    }
  };
  const ca = read('ca.pem');
  const cert = read('cert.pem');
  const key = read('key.pem');
  if (!ca && !cert && !mayBeEmpty)
    throw tlsFailure(folder, new Error('neither ca.pem nor cert.pem is there'));
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}

function tlsFailure(folder: string, cause: unknown): AppFailure {
  return new AppFailure({
    type: 'engine-tls',
    message: `The certificates in ${folder} cannot be used. It must hold ca.pem, cert.pem and key.pem.`,
    actions: [actions.retry, actions.chooseSocket],
    raw: cause instanceof Error ? cause.message : String(cause),
  });
}
