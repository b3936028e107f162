const CHOOSE_SHELL = 'if command -v bash >/dev/null 2>&1; then shell=bash; else shell=sh; fi';

/** A shell without a terminal that reads commands from its input, in the workspace. */
export const PLAIN_SHELL: readonly string[] = ['sh', '-c', `${CHOOSE_SHELL}\nexec "$shell"`];

/** Runs a command line by the agent's shell in the home folder, where relative paths of SSH clients begin. */
export function commandLine(line: string): string[] {
  return ['sh', '-c', `cd 2>/dev/null\n${CHOOSE_SHELL}\nexec "$shell" -c "$1"`, 'sh', line];
}
