import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * Processes that belong to the engine of this exec folder, after its first process was killed: those that name the folder
 * in their command lines, and whatever else is in their user namespaces, which are containers. The owner of a user
 * namespace may end what is in it, whichever subordinate id it runs as.
 */
export async function leftBehind(exec: string, proc = '/proc'): Promise<number[]> {
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const seen = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      names: (await readFile(`${proc}/${pid}/cmdline`, 'utf8').catch(() => '')).includes(exec),
      namespace: await readlink(`${proc}/${pid}/ns/user`).catch(() => undefined),
    })),
  );
  const ours = await readlink(`${proc}/self/ns/user`).catch(() => undefined);
  const namespaces = new Set(
    seen.filter(({ names, namespace }) => names && namespace !== ours).map(({ namespace }) => namespace),
  );
  namespaces.delete(undefined);
  return seen
    .filter(({ names, namespace }) => names || namespaces.has(namespace))
    .map(({ pid }) => pid)
    .sort((one, other) => one - other);
}
