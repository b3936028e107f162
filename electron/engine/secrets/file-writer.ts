import { SECRETS_PATH } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Secret } from '../../lib/secret.ts';
import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';

/**
 * Reads the value from stdin, because other processes can read arguments. Writes only to memory, never to a disk; the
 * file appears complete, and only the agent's user can read it.
 */
const SCRIPT = `
say() { printf 'said\\t%s\\n' "$1"; exit 0; }
dir=${SECRETS_PATH}
if [ "$2" = remove ]; then rm -f "$dir/$1" && say done; say unwritable; fi
tmpfs=
while read -r _ where kind _; do
  [ "$where $kind" != "$dir tmpfs" ] || tmpfs=yes
done < /proc/self/mounts
[ -n "$tmpfs" ] || say no-tmpfs
[ ! -L "$dir" ] || say unwritable
umask 077
cat > "$dir/.$1.new" && chmod 400 "$dir/.$1.new" && mv -f "$dir/.$1.new" "$dir/$1" && say done
rm -f "$dir/.$1.new"
say unwritable
`;

const problems: Record<string, string> = {
  'no-tmpfs': `The agent’s container has no ${SECRETS_PATH} in memory yet: recreate it.`,
  unwritable: `${SECRETS_PATH} cannot be written in the agent.`,
};

/**
 * Writes a secret into a running container as a file in memory, or removes it (`null`). Rejects with
 * `secret-unavailable` and the reason.
 */
export async function writeSecretFile(
  engine: Engine,
  containerId: string,
  name: string,
  value: Secret | null,
  signal: AbortSignal,
): Promise<void> {
  const command = ['/bin/sh', '-c', SCRIPT, 'sh', name, value === null ? 'remove' : 'write'];
  const report = await runInside(engine, containerId, command, value?.reveal() ?? '', signal);
  const outcome = report?.get('said');
  if (outcome === 'done') return;
  throw new AppFailure({
    type: 'secret-unavailable',
    message: problems[outcome ?? ''] ?? 'The agent’s image has no shell with which a file could be written.',
  });
}
