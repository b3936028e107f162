import { printable } from '../../electron/lib/printable.ts';

const MAXIMUM_SHOWN = 5;

/** Formats command lines: each once with its count, and the number of the others. */
export function programList(commands: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const command of commands) counts.set(command, (counts.get(command) ?? 0) + 1);
  const names = [...counts].map(([command, count]) => {
    const name = command === '' ? 'a program without a name' : printable(command);
    return count > 1 ? `${name} (${count} times)` : name;
  });
  const rest = names.length - MAXIMUM_SHOWN;
  return [...names.slice(0, MAXIMUM_SHOWN), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
