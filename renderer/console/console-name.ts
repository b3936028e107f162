import type { ConsoleTab } from './consoles.ts';

/** "Shell 2", or "top 3" for a chosen command. */
export function consoleName({ command, number }: Pick<ConsoleTab, 'command' | 'number'>): string {
  return `${programOf({ command }) ?? 'Shell'} ${number}`;
}

/**
 * Name of the program in a console, without its folder: "claude". What an image of the app wraps has its own name:
 * "codex". Undefined for the image's shell.
 */
export function programOf({ command }: Pick<ConsoleTab, 'command'>): string | undefined {
  return command[0]
    ?.split('/')
    .at(-1)
    ?.replace(/^bulkhead-/, '');
}
