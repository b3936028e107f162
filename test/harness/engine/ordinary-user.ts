import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../../electron/lib/scope.ts';
import { ended, PROGRAM } from '../control/serve.ts';

const FIRST_UID = 50_000;
/** Far from the ids of real users; each worker has its own. */
const SUBORDINATE = 600_000;

/**
 * Files of the system with one more account that has subordinate ids, and a network device that it may open, seen by one
 * command alone. An engine of this machine is out of its sight.
 */
const SCRIPT = `set -e
folder=$1; uid=$2; first=$3; shift 3
for name in passwd group subuid subgid; do cp /etc/$name $folder/$name; done
echo "ada:x:$uid:$uid::$folder/home:/bin/sh" >>$folder/passwd
echo "ada:x:$uid:" >>$folder/group
for name in subuid subgid; do echo "ada:$first:65536" >>$folder/$name; done
for name in passwd group subuid subgid; do mount --bind $folder/$name /etc/$name; done
mount -t tmpfs tmpfs /dev/net
mknod -m 666 /dev/net/tun c 10 200
if [ -e /run/docker.sock ]; then mount --bind /dev/null /run/docker.sock; fi
exec setpriv --reuid=$uid --regid=$uid --clear-groups env -i HOME=$folder/home USER=ada PATH=/usr/bin:/bin BULKHEAD_DATA=$folder/data BULKHEAD_CHECK_OUTPUTS=1 "$@"`;

/** An ordinary user without an engine, who exists only for the commands of a test. Needs root. */
export class OrdinaryUser {
  readonly folder = mkdtempSync(join(tmpdir(), 'bulkhead-ada-'));
  readonly dataPath = join(this.folder, 'data');
  readonly #uid = FIRST_UID + (process.pid % 10_000);

  constructor(scope: Scope) {
    scope.add(() => rmSync(this.folder, { recursive: true, force: true }));
    scope.add(() => this.#endAll());
    for (const path of [this.folder, this.dataPath, join(this.folder, 'home')]) {
      mkdirSync(path, { recursive: true });
      chownSync(path, this.#uid, this.#uid);
    }
  }

  /** Runs the command line to its end. */
  async bulkhead(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const options = ['--mount', '--propagation', 'private', 'sh', '-c', SCRIPT, 'sh'];
    const first = SUBORDINATE + (this.#uid - FIRST_UID) * 65_536;
    const account = [this.folder, String(this.#uid), String(first)];
    return await ended(spawn('unshare', [...options, ...account, process.execPath, PROGRAM, ...args]));
  }

  /** Command lines of the processes of the user, and of its containers. */
  processes(): string[] {
    const rows = execFileSync('ps', ['-eo', 'uid=,stat=,args='], { encoding: 'utf8' }).split('\n');
    return rows.filter((row) => {
      const [uid, state] = row.trim().split(/\s+/);
      const id = Number(uid);
      const first = SUBORDINATE + (this.#uid - FIRST_UID) * 65_536;
      const isOurs = id === this.#uid || (id >= first && id < first + 65_536);
      return isOurs && !state?.startsWith('Z');
    });
  }

  /** Only a test that failed leaves any. */
  #endAll(): void {
    try {
      execFileSync('pkill', ['-KILL', '-U', String(this.#uid)]);
    } catch {
      // There was none.
    }
  }
}
