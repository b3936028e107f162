import { GATEWAY_PORT } from '../../../contract/gateway-port.ts';
import type { AgentDirectory } from '../../directory/directory.ts';
import type { Engine } from '../../docker/engine.ts';
import { runInside } from '../../docker/run-inside.ts';

/** The time limit of the search, because the person should not wait longer for the program's name. */
const WITHIN_MS = 3_000;
const NAME_LENGTH = 80;

/**
 * Searches the processes that the agent's own user may inspect for the one with a connection from `sourcePort` to the
 * gateway, and prints its command line, one argument a line. Plain POSIX shell with `ls`, `grep` and `tr`.
 */
function lookUp(sourcePort: number): string {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
  return `
inode=
for table in /proc/net/tcp /proc/net/tcp6; do
  while read -r _ local remote _ _ _ _ _ _ found _; do
    case $local/$remote in *:${hex(sourcePort)}/*:${hex(GATEWAY_PORT)}) inode=$found;; esac
  done <$table
done 2>/dev/null
[ -n "$inode" ] && [ "$inode" != 0 ] || exit 0
for process in /proc/[0-9]*; do
  ls -l "$process/fd" 2>/dev/null | grep -q "socket:\\[$inode\\]" || continue
  number=0
  tr '\\000' '\\n' <"$process/cmdline" | while read -r argument && [ $number -lt 2 ]; do
    printf '%s\\t%s\\n' "$number" "$argument"
    number=$((number + 1))
  done
  exit 0
done
`;
}

const INTERPRETERS = /^(?:node|nodejs|bun|deno|python[\d.]*|ruby|perl|php|sh|bash|dash|zsh|java)$/;

/** A program's name for a person: "curl", "node npm-cli.js". The rest of its command line may hold secrets. */
export function programName(program: string | undefined, first: string | undefined): string | undefined {
  const name = baseName(program);
  if (name === undefined) return undefined;
  const script = INTERPRETERS.test(name) && first?.startsWith('-') === false ? baseName(first) : undefined;
  return (script === undefined ? name : `${name} ${script}`).slice(0, NAME_LENGTH);
}

function baseName(path: string | undefined): string | undefined {
  return path?.trim().split('/').at(-1) || undefined;
}

/**
 * Finds which program of an agent sent the request. Best effort: only an open connection can be matched, and an agent's
 * statement about itself is no proof.
 */
export function programFinder(parts: {
  engine: () => Engine;
  directory: Pick<AgentDirectory, 'get'>;
}): (agentId: string, sourcePort: number) => Promise<string | undefined> {
  return async (agentId, sourcePort) => {
    const { containerId, status } = parts.directory.get(agentId);
    if (status !== 'running') return undefined;
    const signal = AbortSignal.timeout(WITHIN_MS);
    const result = await runInside(parts.engine(), containerId, ['sh', '-s'], lookUp(sourcePort), signal);
    return programName(result?.get('0'), result?.get('1'));
  };
}
