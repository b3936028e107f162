import { FACTS } from './facts-program.ts';
import { GIT_FILES } from './git-files.ts';
import { FOLDER_MOUNT } from './mounts.ts';
import { PREPARE } from './prepare.ts';
import { NESTED } from './submodules.ts';

/**
 * Arguments: kind of base, 1 to list ignored entries too, most entries. Prints one line with the lengths of what
 * follows it: base and subject, raw differences, new names, ignored names, facts, risky git files.
 */
export const LIST = `${PREPARE}${NESTED}${GIT_FILES}
git update-index -q --refresh >/dev/null 2>&1 || true
cd ${FOLDER_MOUNT}
list=/tmp/list.$$
mkdir $list
{ printf '%s' "\${commit:-$base}"; [ "$kind" = empty ] || git log -1 --format=' %ct %s' "$commit" 2>/dev/null || true; } >$list/base
git diff-index --raw -z --ignore-submodules=dirty --no-renames --no-abbrev "$base" >$list/raw
git ls-files -z -o --exclude-standard >$list/new
expand_nested $list/new
git ls-files -z -o -i --exclude-standard --directory >$list/ignored
{
  git diff-index --name-only -z --ignore-submodules=dirty --no-renames --diff-filter=d "$base" | head -z -n "$3"
  printf '\\0'
  head -z -n "$3" $list/new
  [ "$2" = 0 ] || head -z -n "$3" $list/ignored
} | node -e "$FACTS" >$list/facts
(git_files) >$list/git
for part in base raw new ignored facts git; do printf '%s ' "$(wc -c <$list/$part)"; done
printf '\\n'
cat $list/base $list/raw $list/new $list/ignored $list/facts $list/git
rm -r $list
`;

/** Standard input: NUL-terminated paths. Prints their facts, every file read. */
export const FULL_FACTS = `
cd ${FOLDER_MOUNT}
exec node -e "$FACTS" all
`;

/** The environment that carries the facts program into these scripts. */
export const FACTS_ENVIRONMENT = [`FACTS=${FACTS}`];
