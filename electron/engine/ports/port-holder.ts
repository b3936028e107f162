import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const LSOF_WITHIN_MS = 2_000;
/** State of a listening socket in /proc/net/tcp (include/net/tcp_states.h). */
const LISTEN = '0A';

/**
 * The program of this machine that listens on a port, as "node (process 4711)"; undefined when it cannot be determined.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await holderOnLinux(port);
    if (process.platform === 'darwin') return await holderOnMac(port);
  } catch {
    // Errors are ignored, because the message can name the port alone.
  }
  return undefined;
}

async function holderOnLinux(port: number): Promise<string | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set(
    tables
      .join('\n')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === LISTEN)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // Processes of other users cannot be read.
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const file of files) {
      const link = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      if (inodes.has(link)) return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (process ${pid})`;
    }
  }
  return undefined;
}

async function holderOnMac(port: number): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)(
    '/usr/sbin/lsof',
    ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'],
    { timeout: LSOF_WITHIN_MS },
  );
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  const name = /^c(.+)$/m.exec(stdout)?.[1];
  return pid && name ? `${name} (process ${pid})` : undefined;
}
