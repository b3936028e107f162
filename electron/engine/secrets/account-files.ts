import { accountFiles, placeholdersOf } from '../../contract/account.ts';
import type { SecretReference } from '../../contract/agent-spec.ts';
import type { HomeFile } from '../../contract/home-file.ts';
import { oauthProviderOf, type SecretRecord } from '../../contract/secrets.ts';
import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';
import { HOME_PATH } from '../objects/paths.ts';

/** The files with placeholders of one account. */
export interface AgentAccountFiles {
  readonly secretId: string;
  readonly name: string;
  readonly files: readonly HomeFile[];
  /** Is in a file that an agent has from this account, whatever its program made of the rest. */
  readonly mark: string;
}

/** The files in which an agent's programs read its accounts. They hold placeholders and no token. */
export function agentAccountFiles(
  references: readonly SecretReference[],
  known: readonly SecretRecord[],
  nowMs: number,
): AgentAccountFiles[] {
  return references.flatMap(({ secretId }) => {
    const secret = known.find(({ id }) => id === secretId);
    const provider = secret && oauthProviderOf(secret.use);
    if (!secret?.account || !provider) return [];
    const files = accountFiles(secret, provider, secret.account, nowMs);
    return [{ secretId, name: secret.name, files, mark: placeholdersOf(secret, provider).access }];
  });
}

/**
 * Runs as the agent's user. Leaves a file alone that has no placeholder of ours, because the person or a program signed
 * in there, and one that has this account's already, because its program may have written to it since.
 */
const SCRIPT = `
file=${HOME_PATH}/$1 mark=$2
present=
[ ! -e "$file" ] || present=$(cat "$file" 2>/dev/null)
case "$3:$present" in
  write:) ;;
  write:*"$mark"*) printf 'said\\tpresent\\n'; exit 0 ;;
  write:*bulkhead*) ;;
  remove:*"$mark"*) rm -f "$file"; printf 'said\\tdone\\n'; exit 0 ;;
  *) printf 'said\\tforeign\\n'; exit 0 ;;
esac
umask 077
mkdir -p "\${file%/*}" && cat > "$file.new" && mv -f "$file.new" "$file" && printf 'said\\tdone\\n' && exit 0
rm -f "$file.new"
printf 'said\\tunwritable\\n'
`;

export type FileOutcome = 'done' | 'present' | 'foreign' | 'unwritable';

/** Writes one file into a running agent's home, or removes it. Resolves to what came of it. */
export async function bringAccountFile(
  engine: Engine,
  containerId: string,
  file: { readonly path: string; readonly text: string | null; readonly mark: string },
  signal: AbortSignal,
): Promise<FileOutcome> {
  const action = file.text === null ? 'remove' : 'write';
  const command = ['/bin/sh', '-c', SCRIPT, 'sh', file.path, file.mark, action];
  const report = await runInside(engine, containerId, command, file.text ?? '', signal);
  const said = report?.get('said');
  return said === 'done' || said === 'present' || said === 'foreign' ? said : 'unwritable';
}
