import { capture, hasProgram } from '../setup/command.mjs';
import { Stop } from '../setup/report.mjs';
import { answers } from './api.mjs';

/**
 * The engine that a person has: DOCKER_HOST, else the current Docker context, else the usual socket. Tests use it
 * where no private one can be made, and touch nothing on it but what carries the app's labels.
 * @returns {Promise<{ dockerHost: string, socket: string }>}
 */
export async function findExistingEngine(env = process.env) {
  const dockerHost = env.DOCKER_HOST || contextHost(env) || 'unix:///var/run/docker.sock';
  if (!dockerHost.startsWith('unix://'))
    throw new Stop(`tests need an engine on this machine, found ${dockerHost}`);
  const socket = dockerHost.slice('unix://'.length);
  if (await answers(socket)) return { dockerHost, socket };
  throw new Stop(
    `no Docker engine answers at ${dockerHost}\n` +
      '  start Docker, or set DOCKER_HOST; if it runs, your user may lack the group: sudo usermod -aG docker "$USER"',
  );
}

function contextHost(env) {
  if (!hasProgram('docker')) return undefined;
  try {
    return capture('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], {
      env,
    }).trim();
  } catch {
    // The client is old or its context is gone, so the usual socket is tried.
    return undefined;
  }
}
