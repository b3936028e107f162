import type { CommandDefinition } from '../definition.ts';
import { ABOUT } from '../program.ts';
import { EXIT_CODES, VARIABLES } from './exit-codes.ts';
import { termsOf, usageOf } from './usage.ts';

/** The text of docs/cli.md. */
export function markdownReference(definitions: readonly CommandDefinition[]): string {
  return [
    '# The command line',
    '',
    `\`bulkhead\`: ${ABOUT} This page is written from the definitions in \`electron/cli/commands\` (\`npx vitest run --project unit electron/cli/reference -u\`).`,
    '',
    'An agent is named by its name or by the beginning of its id. Commands act through the app or “bulkhead serve” when one of them runs, so that the window shows at once what they do; else each starts an engine host for itself, which makes it slower by a second or two.',
    '',
    'Results go to stdout, everything else to stderr. `--json` prints the objects of the app’s own contract (`electron/contract`), and errors on stderr as `{"error":{"type","message"}}`; streams print an object a line.',
    '',
    ...table('Exit code', EXIT_CODES),
    ...table('Variable', VARIABLES),
    ...definitions.flatMap(section),
  ].join('\n');
}

function section(definition: CommandDefinition): string[] {
  const { name, summary, details = [], examples } = definition;
  return [
    `## bulkhead ${name}`,
    '',
    `${summary}.`,
    '',
    ...details.flatMap((paragraph) => [paragraph, '']),
    '```',
    usageOf(definition),
    '```',
    '',
    ...termsOf(definition).map(({ term, meaning }) => `- \`${term}\`: ${meaning}`),
    '',
    ...examples.flatMap(({ line, does }) => [`${does}:`, '', '```sh', line, '```', '']),
  ];
}

function table(title: string, rows: readonly (readonly [string, string])[]): string[] {
  return [
    `| ${title} | means |`,
    '| --- | --- |',
    ...rows.map(([term, meaning]) => `| ${term} | ${meaning} |`),
    '',
  ];
}
