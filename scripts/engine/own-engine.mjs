import { isDebianRoot } from '../setup/debian.mjs';
import { Stop, say } from '../setup/report.mjs';
import { call } from './api.mjs';
import { startEngine, stopEngine } from './control.mjs';
import { findExistingEngine } from './existing.mjs';
import { enginePlace } from './place.mjs';

/**
 * An engine for the app where a machine has none: as root on Debian, with its own socket and folders. Undefined where an
 * engine answers, where the person names one, and where none can be started; the app then says what is missing.
 * @returns {Promise<{ dockerHost: string, release: () => Promise<void> } | undefined>}
 */
export async function obtainOwnEngine(env = process.env, name = 'app') {
  if (!isDebianRoot() || env.DOCKER_HOST || env.DOCKER_CONTEXT || (await hasEngine(env))) return undefined;
  const { folder } = enginePlace(name);
  say(`no Docker engine answers here: starting one for the app, in ${folder}`);
  const { dockerHost, socket } = await startEngine(name, { outside: true, keep: true });
  say(`the engine is at ${dockerHost}; it is stopped when the app ends, unless agents run`);
  return { dockerHost, release: () => release(name, socket) };
}

async function hasEngine(env) {
  try {
    await findExistingEngine(env);
    return true;
  } catch (error) {
    if (error instanceof Stop) return false;
    throw error;
  }
}

async function release(name, socket) {
  const running = await runningAgents(socket);
  if (running === 0) return await stopEngine(name);
  const agents = running === 1 ? '1 agent runs' : `${running} agents run`;
  say(`${agents}: the engine goes on; stop it with: node scripts/test-engine.mjs stop --name ${name}`);
}

async function runningAgents(socket) {
  const filters = encodeURIComponent(JSON.stringify({ label: ['dev.bulkhead.role=agent'] }));
  try {
    return (await call(socket, 'GET', `/containers/json?filters=${filters}`)).length;
  } catch {
    // The engine has ended by itself, and what is left of it is stopped.
    return 0;
  }
}
