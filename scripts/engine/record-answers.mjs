// `DOCKER_HOST=unix://… node scripts/engine/record-answers.mjs >electron/engine/docker/recorded/28.5.json`: what an
// engine really answers to the app's questions, for the tests of the adapter.
import { execFileSync } from 'node:child_process';
import { request } from 'node:http';

const socketPath = (process.env.DOCKER_HOST ?? '').replace('unix://', '');
const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** @param {string} path @param {string} [method] @param {object} [body] @returns {Promise<string>} */
function ask(path, method = 'GET', body) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path: `/v1.41${path}`, method }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(text);
    });
    outgoing.on('error', reject);
    if (body) outgoing.setHeader('content-type', 'application/json');
    outgoing.end(body ? JSON.stringify(body) : undefined);
  });
}
const json = async (path, method, body) => JSON.parse(await ask(path, method, body));
/** Podman answers nothing where it fails, such as about a container that has ended. */
const jsonIfAny = async (path) => JSON.parse((await ask(path)) || '{}');

const name = 'recorded';
const since = Math.floor(Date.now() / 1000);
let answers = {};
let stopped = {};
docker('network', 'create', '--internal', name);
docker('volume', 'create', name);
try {
  docker(
    'run',
    '-d',
    '--init',
    '--name',
    name,
    '--network',
    name,
    '-v',
    `${name}:/work`,
    '-p',
    '80',
    '--memory',
    '64m',
    '--cap-drop',
    'ALL',
    '--tmpfs',
    '/scratch',
    'busybox:stable',
    'sleep',
    '600',
  );
  const running = `/containers/${name}`;
  const { Id: execId } = await json(`${running}/exec`, 'POST', { Cmd: ['true'] });
  answers = {
    engineVersion: await json('/version'),
    engineInfo: await json('/info'),
    containerInspect: await json(`${running}/json?size=1`),
    containerSummaries: await json('/containers/json?all=1'),
    rootChanges: await json(`${running}/changes`),
    processes: await jsonIfAny(`${running}/top`),
    containerStats: await json(`${running}/stats?stream=0&one-shot=1`),
    execInspect: await json(`/exec/${execId}/json`),
    networkInspect: await json(`/networks/${name}`),
    networkInspects: await json('/networks'),
    volumeInspect: await json(`/volumes/${name}`),
    volumes: await json('/volumes'),
    imageInspect: await json('/images/busybox:stable/json'),
    imageSummaries: await json('/images/json'),
    diskUsage: await json('/system/df'),
  };
  docker('exec', name, 'true');
  docker('pause', name);
  docker('unpause', name);
  docker('rename', name, `${name}-2`);
  docker('rename', `${name}-2`, name);
  docker('stop', '-t', '0', name);
  stopped = {
    containerInspect: await json(`${running}/json`),
    containerStats: await jsonIfAny(`${running}/stats?stream=0&one-shot=1`),
  };
} finally {
  docker('rm', '-f', '-v', name);
  docker('network', 'rm', name);
  docker('volume', 'rm', name);
}
/** Ends by itself after its last second. */
const until = Math.floor(Date.now() / 1000) + 2;
const lines = (await ask(`/events?since=${since}&until=${until}`)).split('\n').filter(Boolean);
answers.events = lines.map((line) => JSON.parse(line));
const root = answers.engineInfo.DockerRootDir;
// The recording must not describe the machine that it was made on.
for (const field of ['RegistryConfig', 'HttpProxy', 'HttpsProxy', 'NoProxy'])
  delete answers.engineInfo[field];
answers.engineInfo.Name = 'engine';
const text = JSON.stringify({ running: answers, stopped }, null, 1);
process.stdout.write(`${text.replaceAll(root, '/var/lib/docker')}\n`);
