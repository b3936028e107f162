import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const AT_ONCE = 4;
const LONG_NAME = 'a-very-long-name-that-somebody-gave-to-this-agent-in-a-hurry';
const purposes = [
  'Fixes the flaky tests of the billing service',
  'Writes the manual',
  'Looks for slow queries',
  '',
];
const tags = [['work'], ['docs', 'later'], []];
const line =
  'i=0; while :; do echo "[info] step $((i += 1)) done"; [ $((i % 5)) = 0 ] && echo "ERROR: retrying" >&2; sleep 2; done';

/**
 * Makes small agents with the Docker command line, as a person has them after some days: running, paused, stopped,
 * failed, weakly isolated, and one with a long name.
 * @param {number} from the number of the first one
 * @param {number} to the number after the last one
 */
export async function makeManyAgents(from, to) {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const work = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) await makeOne(number);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function makeOne(number) {
  const kind = number % 10;
  const name = number === 3 ? LONG_NAME : `agent-${String(number).padStart(3, '0')}`;
  const container = `bulkhead-${name}`;
  const full = kind === 4;
  const spec = {
    version: 1,
    name,
    type: 'custom',
    image: 'busybox:stable',
    purpose: purposes[number % purposes.length],
    tags: tags[number % tags.length],
    resources: { memoryBytes: 64 * 1024 * 1024, cpus: 1, pids: 64 },
    isolation: {},
    egress: { mode: full ? 'full' : 'off' },
  };
  const labels = [`agent=${name}`, 'role=agent', `spec=${JSON.stringify(spec)}`];
  await run('docker', [
    'run',
    '--detach',
    ...['--name', container, '--memory', '64m', '--cpus', '1', '--pids-limit', '64'],
    ...labels.flatMap((label) => ['--label', `dev.bulkhead.${label}`]),
    ...(full ? [] : ['--network', 'none']),
    ...(kind === 5 ? ['--cap-add', 'SYS_ADMIN', '--pid', 'host'] : []),
    ...['busybox:stable', 'sh', '-c', kind === 6 ? 'exit 3' : line],
  ]);
  if (kind === 7) await run('docker', ['pause', container]);
  if (kind === 8) await run('docker', ['stop', '--time', '0', container]);
}
