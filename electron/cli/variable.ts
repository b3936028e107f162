import { UsageError } from './exit-code.ts';

/** "NAME=VALUE", or NAME alone with the value that it has here. Throws `UsageError`. */
export function variableFrom(
  entry: string,
  environment: Readonly<Record<string, string | undefined>>,
): { name: string; value: string } {
  const at = entry.indexOf('=');
  const name = at < 0 ? entry : entry.slice(0, at);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new UsageError(
      `--env: “${name}” is no name of a variable: letters, digits and "_", no digit first.`,
    );
  return { name, value: (at < 0 ? environment[name] : entry.slice(at + 1)) ?? '' };
}
