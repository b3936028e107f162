import { FOLDER_MOUNT } from './mounts.ts';

/** Settings with which git runs a program, or trusts another file or address. */
const RISKY_SETTINGS =
  '^(core\\.(fsmonitor|hookspath|sshcommand|pager|editor|askpass|gitproxy|worktree)|alias\\..*[[:space:]]!|filter\\..*\\.(clean|smudge|process)|diff\\.external|diff\\..*\\.(command|textconv)|merge\\..*\\.driver|credential\\.(.*\\.)?helper|gpg\\.(.*\\.)?program|include(if\\..*)?\\.path|remote\\..*\\.(uploadpack|receivepack|vcs|proxy)|url\\..*\\.insteadof|sequence\\.editor|protocol\\..*allow|submodule\\..*\\.update|init\\.templatedir)';

/**
 * Prints what inside of `.git` runs something when a person uses git there: path, tab, why, NUL. The first line says
 * that there is a repository at all.
 */
export const GIT_FILES = `
git_files() {
  [ -d ${FOLDER_MOUNT}/.git ] && [ ! -L ${FOLDER_MOUNT}/.git ] || return 0
  printf '.git\\t\\0'
  cd ${FOLDER_MOUNT}/.git
  for hook in hooks/*; do
    case $hook in *.sample) continue ;; esac
    if [ -f "$hook" ] && [ -x "$hook" ]; then printf '.git/%s\\tA hook that git runs\\0' "$hook"; fi
  done
  [ -f config ] || return 0
  git config --file config --no-includes -z --list 2>/dev/null | tr '\\n\\0' '\\t\\n' | head -c 65536 | cut -c 1-300 |
    grep -iE '${RISKY_SETTINGS}' | tr '\\t' ' ' | while IFS= read -r line; do printf '.git/config\\t%s\\0' "$line"; done || true
}
`;
