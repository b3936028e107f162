import type { Context } from './context.ts';

/** One positional argument of a command. */
export interface ArgumentDefinition<K extends 'one' | 'optional' | 'many' = 'one' | 'optional' | 'many'> {
  kind: K;
  summary: string;
}

/** One option; its key in the definition is the camel-case form of its long flag, without a leading "no-". */
export interface OptionDefinition<K extends 'flag' | 'text' | 'list' = 'flag' | 'text' | 'list'> {
  kind: K;
  /** As commander writes it: "-n, --tail <lines>". */
  flags: string;
  summary: string;
}

export const one = (summary: string): ArgumentDefinition<'one'> => ({ kind: 'one', summary });
export const optional = (summary: string): ArgumentDefinition<'optional'> => ({ kind: 'optional', summary });
export const many = (summary: string): ArgumentDefinition<'many'> => ({ kind: 'many', summary });
/** A flag that begins with "--no-" is true unless it is given. */
export const flag = (flags: string, summary: string): OptionDefinition<'flag'> => ({
  kind: 'flag',
  flags,
  summary,
});
export const text = (flags: string, summary: string): OptionDefinition<'text'> => ({
  kind: 'text',
  flags,
  summary,
});
/** An option that can be given several times. */
export const list = (flags: string, summary: string): OptionDefinition<'list'> => ({
  kind: 'list',
  flags,
  summary,
});

type ArgumentValue<K> = K extends 'one' ? string : K extends 'many' ? string[] : string | undefined;
type OptionValue<K> = K extends 'flag' ? boolean : K extends 'list' ? string[] : string | undefined;
type Arguments = Readonly<Record<string, ArgumentDefinition>>;
type Options = Readonly<Record<string, OptionDefinition>>;

export interface Input<A extends Arguments = Arguments, O extends Options = Options> {
  args: { [K in keyof A]: ArgumentValue<A[K]['kind']> };
  options: { [K in keyof O]: OptionValue<O[K]['kind']> };
}

/** One command: its texts for help, documentation and completion, and its handler. */
export interface CommandDefinition<A extends Arguments = Arguments, O extends Options = Options> {
  /** The words of the command: "logs", "egress allow". */
  name: string;
  summary: string;
  /** Paragraphs for the documentation. */
  details?: readonly string[];
  arguments: A;
  options: O;
  /** Example command lines, each with its effect. */
  examples: readonly { line: string; does: string }[];
  /** The first argument that is no option begins the command line of another program. */
  takesCommand?: boolean;
  /** It exits with the code of the program that it runs, so that its own failures are 125. */
  exitsWithProgram?: boolean;
  /** The command's last word may be omitted: "egress AGENT" is "egress show AGENT". */
  isDefault?: boolean;
  /** Resolves to the exit code; undefined is 0. */
  run(input: Input<A, O>, context: Context): Promise<number | undefined>;
}

/** Checks the types of the handler against the definition, and returns it without these types. */
export function command<const A extends Arguments, const O extends Options>(
  definition: CommandDefinition<A, O>,
): CommandDefinition {
  return definition as unknown as CommandDefinition;
}

/** An option of every command. */
export const JSON_OPTION = flag('--json', 'Print JSON, and errors as JSON on stderr');

export const AGENT = 'Name of an agent, or the beginning of its id';
