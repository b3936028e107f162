/** The value as TOML 1.0, with a table for each object below the top. Strings of JSON are strings of TOML. Pure. */
export function tomlText(value: Readonly<Record<string, unknown>>): string {
  return tablesOf(value, []).join('\n');
}

function tablesOf(table: Readonly<Record<string, unknown>>, path: readonly string[]): string[] {
  const entries = Object.entries(table).filter(([, value]) => value !== null && value !== undefined);
  const lines = entries
    .filter(([, value]) => !isTable(value))
    .map(([key, value]) => `${keyText(key)} = ${valueText(value)}\n`);
  const header = path.length > 0 && lines.length > 0 ? `[${path.map(keyText).join('.')}]\n` : '';
  return [
    ...(lines.length > 0 ? [header + lines.join('')] : []),
    ...entries.flatMap(([key, value]) => (isTable(value) ? tablesOf(value, [...path, key]) : [])),
  ];
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keyText = (key: string) => (/^[\w-]+$/.test(key) ? key : stringText(key));

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (isTable(value)) {
    const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
    return `{ ${entries.map(([key, each]) => `${keyText(key)} = ${valueText(each)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? stringText(value) : JSON.stringify(value);
}

/** JSON leaves U+007F as it is, which TOML does not allow. */
const stringText = (text: string) => JSON.stringify(text).replaceAll('\u007f', '\\u007f');
