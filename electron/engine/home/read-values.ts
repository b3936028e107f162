/** A value of a person's settings, set in a file of a new home. */
export interface BroughtValue {
  path: string;
  content: unknown;
}

/** Themes by file: the keys that lead to the theme. */
const THEMES: Readonly<Record<string, readonly string[]>> = {
  '.claude.json': ['theme'],
  '.gemini/settings.json': ['ui', 'theme'],
};

/** The theme in a program's settings, as a part of that file; undefined when there is none. Pure. */
export function themeOf(path: string, text: string): BroughtValue | undefined {
  const keys = THEMES[path];
  if (keys === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  if (typeof value !== 'string' || !/^[\w .-]{1,60}$/.test(value)) return undefined;
  return { path, content: keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) };
}

/** A configuration of git with the name and the e-mail of `[user]` alone; undefined without either. Pure. */
export function gitUserOf(text: string): string | undefined {
  const found = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n')) {
    const header = /^\s*\[([^\]"]*)("[^"]*")?\]/.exec(line);
    if (header) section = header[2] === undefined ? (header[1] ?? '').trim().toLowerCase() : '';
    const [, key = '', value = ''] = /^\s*(name|email)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    if (section === 'user' && key !== '') found.set(key.toLowerCase(), plainValue(value));
  }
  const lines = [...found]
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `\t${key} = ${quoted(value)}\n`);
  return lines.length === 0 ? undefined : `[user]\n${lines.join('')}`;
}

/** The value without its quotes and comment. A value with an escape is left out: names and addresses have none. */
function plainValue(value: string): string {
  const [, inner, bare] = /^(?:"([^"\\]*)"|([^"\\#;]*))\s*(?:[#;].*)?$/.exec(value) ?? [];
  return (inner ?? bare ?? '').trim().slice(0, 200);
}

const quoted = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** `alias name='words'`, `alias name="words"` or `alias name=word`, alone on its line. */
const ALIAS = /^\s*alias\s+([\w.:+-]{1,60})=(?:'([^']*)'|"([^"\\$`]*)"|([^\s'"\\$`;&|<>()]+))\s*(?:#.*)?$/;

/** The aliases of a shell's file, each on a line. What the shell would work out when it reads them is left out. Pure. */
export function aliasesOf(text: string): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, single, double, bare] = ALIAS.exec(line) ?? [];
    const value = single ?? double ?? bare;
    if (name !== undefined && value !== undefined) aliases.set(name, value.replaceAll("'", "'\\''"));
  }
  return aliases;
}
