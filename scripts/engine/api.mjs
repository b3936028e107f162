import { request } from 'node:http';

/**
 * One call to the Docker API over its unix socket.
 * @returns {Promise<unknown>} the parsed answer, or undefined when it has no body
 */
export function call(socketPath, method, path, { timeoutMs = 30_000 } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, timeout: timeoutMs }, (response) => {
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
          resolve(/json/.test(response.headers['content-type'] ?? '') && body ? JSON.parse(body) : undefined);
        }
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)));
    sent.on('error', reject);
    sent.end();
  });
}

export async function answers(socketPath) {
  try {
    await call(socketPath, 'GET', '/_ping', { timeoutMs: 2_000 });
    return true;
  } catch {
    return false; // not listening yet, or no longer: the caller asks again
  }
}

const predefinedNetworks = new Set(['bridge', 'host', 'none']);

/** Removes every container, network and volume: a private engine begins empty, whatever the last run left. */
export async function removeEverything(socketPath) {
  for (const { Id } of await call(socketPath, 'GET', '/containers/json?all=1')) {
    await call(socketPath, 'DELETE', `/containers/${Id}?force=1&v=1`);
  }
  for (const { Id, Name } of await call(socketPath, 'GET', '/networks')) {
    if (!predefinedNetworks.has(Name)) await call(socketPath, 'DELETE', `/networks/${Id}`);
  }
  const { Volumes } = await call(socketPath, 'GET', '/volumes');
  for (const { Name } of Volumes ?? []) await call(socketPath, 'DELETE', `/volumes/${Name}?force=1`);
}
