/** Quotes an argument for a POSIX shell. A path cannot hold a zero byte, and the shell would drop it. */
export function quote(argument: string): string {
  if (argument.includes('\0')) throw new Error('zero byte in an argument');
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** Quotes a path, so that no program takes it for an option. */
export function quotePath(path: string): string {
  return quote(path.startsWith('-') ? `./${path}` : path);
}
