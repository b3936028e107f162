import { request } from 'node:http';

/**
 * One call to the Docker API over its unix socket.
 * @param {{ timeoutMs?: number, isProgress?: boolean }} options isProgress: the answer tells how a job goes, line by
 * line, and is not kept
 * @returns {Promise<unknown>} the parsed answer, or undefined when it has no body
 */
export function call(socketPath, method, path, { timeoutMs = 30_000, isProgress = false } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, timeout: timeoutMs }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        if ((response.statusCode ?? 500) >= 400) {
          reject(new Error(`${method} ${path}: ${response.statusCode} ${body.trim()}`));
        } else {
          resolve(isProgress || !isJson(response) || !body ? undefined : JSON.parse(body));
        }
      });
    });
    outgoing.on('timeout', () =>
      outgoing.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)),
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function isJson(response) {
  return /json/.test(response.headers['content-type'] ?? '');
}

export async function answers(socketPath) {
  try {
    await call(socketPath, 'GET', '/_ping', { timeoutMs: 2_000 });
    return true;
  } catch {
    // The engine does not listen yet, or no longer. The caller tries again.
    return false;
  }
}

/** The images that tests may take for granted on an engine of their own. */
const baseImages = ['busybox:stable', 'debian:bookworm-slim', 'node:24-slim'];

/** Pulls the missing base images from the engine's registry. They remain for the next run. */
export async function pullBaseImages(socketPath) {
  const listed = await call(socketPath, 'GET', '/images/json');
  const present = new Set(listed.flatMap(({ RepoTags }) => RepoTags ?? []));
  for (const image of baseImages.filter((name) => !present.has(name))) {
    const [name, tag] = image.split(':');
    const path = `/images/create?fromImage=${name}&tag=${tag}`;
    await call(socketPath, 'POST', path, { timeoutMs: 180_000, isProgress: true });
  }
}

const predefinedNetworks = new Set(['bridge', 'host', 'none']);

/** Images that belong to an agent. Without the agent, the app reports them as leftovers. */
const agentImages = ['snapshot', 'run'];

/**
 * Removes every container, network and volume, and images that belong to agents: a private engine begins empty but for
 * images that are a cache, whatever the last run left.
 * @param {string} [label] removes only what has this label
 */
export async function removeEverything(socketPath, label) {
  const labelled = (text) => encodeURIComponent(JSON.stringify({ label: [text] }));
  const filters = label === undefined ? '' : `filters=${labelled(label)}`;
  for (const { Id, State, Names } of await call(socketPath, 'GET', `/containers/json?all=1&${filters}`)) {
    // An engine that was killed while it removed a container lists it until its next start, and cannot remove it.
    if (State !== 'dead' || Names.length > 0) await remove(socketPath, `/containers/${Id}?force=1&v=1`);
  }
  for (const { Id, Name } of await call(socketPath, 'GET', `/networks?${filters}`)) {
    if (!predefinedNetworks.has(Name)) await remove(socketPath, `/networks/${Id}`);
  }
  const { Volumes } = await call(socketPath, 'GET', `/volumes?${filters}`);
  for (const { Name } of Volumes ?? []) await remove(socketPath, `/volumes/${Name}?force=1`);
  for (const role of agentImages) {
    const ofRole = labelled(`dev.bulkhead.role=${role}`);
    for (const { Id } of await call(socketPath, 'GET', `/images/json?filters=${ofRole}`)) {
      await remove(socketPath, `/images/${Id}?force=1`);
    }
  }
}

/** Removes an object, or finds that it went by itself. */
async function remove(socketPath, path) {
  await call(socketPath, 'DELETE', path).catch((error) => {
    if (!error.message.startsWith(`DELETE ${path}: 404`)) throw error;
  });
}
