import type { ConsoleTab } from './consoles.ts';

/** "Shell 2", or "top 3" for a chosen command. */
export function consoleName({ command, number }: Pick<ConsoleTab, 'command' | 'number'>): string {
  const program = command[0]?.split('/').at(-1);
  return `${program ?? 'Shell'} ${number}`;
}
