// Counts the operations by which this process changes files, and ends the process at one of them.
const fs = require('node:fs/promises');

const CHANGES = [
  'appendFile',
  'link',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'writeFile',
];
const HANDLE_CHANGES = ['appendFile', 'chmod', 'truncate', 'write', 'writeFile', 'writev'];
const WRITES = new Set(['write', 'writeFile', 'appendFile']);
/** The audit is written independently of operations. */
const IGNORED = /\/audit(\/|$)/;

let steps;
let end;
const paths = new WeakMap();

/** Kills the process at its step. `writeHalf` first writes half of the bytes. */
async function before(name, path, writeHalf) {
  if (steps === undefined || IGNORED.test(String(path))) return;
  steps.push({ name, canBeTorn: writeHalf !== undefined });
  if (end?.step !== steps.length) return;
  if (end.torn) await writeHalf?.();
  process.kill(process.pid, 'SIGKILL');
}

for (const name of CHANGES) {
  const change = fs[name];
  fs[name] = async (path, ...rest) => {
    await before(name, path);
    return await change(path, ...rest);
  };
}

const { open } = fs;
fs.open = async (path, flags = 'r', ...rest) => {
  const isChange = typeof flags === 'number' ? (flags & 0o101) !== 0 : flags !== 'r';
  if (isChange) await before('open', path);
  const handle = await open(path, flags, ...rest);
  paths.set(handle, path);
  patch(Object.getPrototypeOf(handle));
  return handle;
};

let isPatched = false;
function patch(prototype) {
  if (isPatched) return;
  isPatched = true;
  for (const name of HANDLE_CHANGES) {
    const change = prototype[name];
    prototype[name] = async function (data, ...rest) {
      const bytes = WRITES.has(name) && data?.length > 1 ? Buffer.from(data) : undefined;
      const writeHalf = bytes && (() => change.call(this, bytes.subarray(0, bytes.length >> 1)));
      await before(name, paths.get(this), writeHalf);
      return await change.call(this, data, ...rest);
    };
  }
}

exports.fileSteps = {
  count() {
    steps = [];
    end = undefined;
  },
  endAt(step, halfWritten) {
    steps = [];
    end = { step, torn: halfWritten };
  },
  taken() {
    const recorded = steps ?? [];
    steps = undefined;
    return recorded;
  },
};
