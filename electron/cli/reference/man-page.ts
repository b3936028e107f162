import type { CommandDefinition } from '../definition.ts';
import { ABOUT } from '../program.ts';
import { EXIT_CODES, VARIABLES } from './exit-codes.ts';
import { termsOf, usageOf } from './usage.ts';

/** The text of docs/bulkhead.1, in the man macros. */
export function manPage(definitions: readonly CommandDefinition[], version: string): string {
  const lines = [
    `.TH BULKHEAD 1 "" "Bulkhead ${version}" "User commands"`,
    '.SH NAME',
    `bulkhead \\- ${escaped(ABOUT)}`,
    '.SH SYNOPSIS',
    '.B bulkhead',
    '.I command',
    '[options]',
    '.SH COMMANDS',
    ...definitions.flatMap(section),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => term(code, meaning)),
    '.SH ENVIRONMENT',
    ...VARIABLES.flatMap(([name, meaning]) => term(name, meaning)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(definition: CommandDefinition): string[] {
  const { summary, details = [], examples } = definition;
  return [
    `.SS ${escaped(usageOf(definition))}`,
    `${escaped(summary)}.`,
    ...details.flatMap((paragraph) => ['.PP', escaped(paragraph)]),
    ...termsOf(definition).flatMap((each) => term(each.term, each.meaning)),
    ...examples.flatMap(({ line, does }) => ['.PP', `${escaped(does)}:`, '.PP', '.EX', escaped(line), '.EE']),
  ];
}

function term(name: string, meaning: string): string[] {
  return ['.TP', `.B ${escaped(name)}`, escaped(meaning)];
}

/** Escapes text for the formatter, also at the beginning of a line. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('`', '')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
