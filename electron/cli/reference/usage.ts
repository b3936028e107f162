import { type CommandDefinition, JSON_OPTION, type OptionDefinition } from '../definition.ts';
import { syntaxOf } from '../program.ts';

/** The usage line of a command: "bulkhead logs [options] <agent>". */
export function usageOf(definition: CommandDefinition): string {
  const args = Object.entries(definition.arguments).map(([name, argument]) => syntaxOf(name, argument));
  return ['bulkhead', definition.name, '[options]', ...args].join(' ');
}

/** Returns the options and arguments of a command, each with its meaning. */
export function termsOf(definition: CommandDefinition): { term: string; meaning: string }[] {
  const options: OptionDefinition[] = [...Object.values(definition.options), JSON_OPTION];
  return [
    ...Object.entries(definition.arguments).map(([name, argument]) => ({
      term: syntaxOf(name, argument),
      meaning: argument.summary,
    })),
    ...options.map(({ flags, summary, kind }) => ({
      term: flags,
      meaning: kind === 'list' ? `${summary}; can be given several times` : summary,
    })),
  ];
}
