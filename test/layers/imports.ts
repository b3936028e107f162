import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** One import of a file of the same root, at run time or of types alone. Paths are relative to the root. */
export interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const SOURCE = /\.tsx?$/;
const TEST = /\.(test|fixture)\.tsx?$/;
const STATEMENT = /^(?:import|export)\s+(type\s+)?([^'";]*?from\s+)?'(\.[^']+)'/gm;
const DYNAMIC = /import\(\s*'(\.[^']+)'/g;

/** Every import between files below `root`; tests and fixtures are left out. */
export function importsBelow(root: string): Import[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => SOURCE.test(file) && !TEST.test(file))
    .flatMap((file) => importsOf(root, file));
}

function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const imports = [
    ...[...text.matchAll(STATEMENT)].map(([, type, names = '', to = '']) => ({
      to,
      typeOnly: type !== undefined || namesTypesOnly(names),
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, to = '']) => ({ to, typeOnly: false })),
  ];
  return imports
    .map(({ to, typeOnly }) => ({
      from: file.split(sep).join('/'),
      to: relative(root, join(root, dirname(file), to))
        .split(sep)
        .join('/'),
      typeOnly,
    }))
    .filter(({ to }) => !to.startsWith('..'));
}

function namesTypesOnly(names: string): boolean {
  const list = /^\{([^}]*)\}\s*from\s+$/.exec(names)?.[1];
  if (list === undefined) return false;
  const each = list.split(',').filter((name) => name.trim() !== '');
  return each.length > 0 && each.every((name) => name.trim().startsWith('type '));
}

/** The imports that go up or sideways between the folders of `layers`, and the folders that no layer names. */
export function violationsOf(imports: readonly Import[], layers: readonly (readonly string[])[]): string[] {
  const levels = new Map(layers.flatMap((folders, level) => folders.map((folder) => [folder, level])));
  const folders = new Set(imports.flatMap(({ from, to }) => [folderOf(from), folderOf(to)]));
  const unknown = [...folders].filter((folder) => !levels.has(folder));
  return [
    ...unknown.map((folder) => `${folder} is in no layer`),
    ...imports
      .filter(({ from, to }) => folderOf(from) !== folderOf(to))
      .filter(({ from, to }) => (levels.get(folderOf(from)) ?? 0) <= (levels.get(folderOf(to)) ?? 0))
      .map(({ from, to }) => `${from} imports ${to}`),
  ];
}

const folderOf = (file: string) => file.split('/')[0] ?? file;

/** Files that import each other in a ring, each ring as its files in order. */
export function cyclesOf(imports: readonly Pick<Import, 'from' | 'to'>[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const each of next.get(file) ?? []) visit(each, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}
