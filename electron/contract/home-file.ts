import { z } from 'zod';
import { type Fields, fillTemplate, namesIn, templateSchema } from './json-template.ts';
import { looksLikeKey } from './key-looks.ts';
import { tomlText } from './toml-text.ts';

/** A path below the agent's home, without `..`. */
export const homePathSchema = z
  .string()
  .max(200)
  .regex(
    /^(?!.*(^|\/)\.{0,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/,
    'A plain path below the home, such as .tool/auth.json.',
  );

/** A file below the agent's home. */
export interface HomeFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits; 0600 when left out. */
  readonly mode?: number;
}

/** What a file of a new home holds: text, or the value of its JSON or TOML. */
export interface HomeContent {
  readonly path: string;
  readonly content: unknown;
}

/**
 * A part of a file that a new home starts with. Parts of one path are merged, in their order. The fields are
 * `workspace` (the agent's working directory) and, with `credentials`, `placeholder` and `placeholderEnd` (its last 20
 * characters).
 */
export const homeTemplateSchema = z.strictObject({
  path: homePathSchema,
  /**
   * Written only for an agent with one of these, through the gateway or as a variable: providers of keys, or of accounts.
   * Absent: always.
   */
  credentials: z.array(z.string()).min(1).max(10).optional(),
  /** Text is written as it is; anything else as TOML where the path ends with `.toml`, else as JSON. */
  content: templateSchema.refine(
    (content) => !looksLikeKey(JSON.stringify(content)),
    'This looks like a secret. Secrets belong to the app’s credentials, which agents get as placeholders.',
  ),
});
export type HomeTemplate = z.output<typeof homeTemplateSchema>;

/**
 * The contents of a type's files. `placeholders`: what the agent has in the place of its credentials, by provider;
 * undefined for one that it has as a variable with the value, of which no part is written anywhere. Pure.
 */
export function homeContents(
  templates: readonly HomeTemplate[],
  workspace: string,
  placeholders: ReadonlyMap<string, string | undefined>,
): HomeContent[] {
  return templates.flatMap(({ path, credentials, content }) => {
    if (credentials === undefined) return [{ path, content: fillTemplate(content, { workspace }) }];
    const provider = credentials.find((each) => placeholders.has(each));
    if (provider === undefined) return [];
    const placeholder = placeholders.get(provider);
    if (placeholder === undefined && namesIn(content).some((name) => name.startsWith('placeholder')))
      return [];
    const fields: Fields = { workspace, placeholder, placeholderEnd: placeholder?.slice(-20) };
    return [{ path, content: fillTemplate(content, fields) }];
  });
}

/** One file for each path. Of two that are no objects, the later counts. Pure. */
export function homeFiles(contents: readonly HomeContent[]): HomeFile[] {
  const merged = new Map<string, unknown>();
  for (const { path, content } of contents) merged.set(path, mergedJson(merged.get(path), content));
  return [...merged].map(([path, content]) => ({ path, text: textOf(path, content) }));
}

function textOf(path: string, content: unknown): string {
  if (typeof content === 'string') return content;
  return path.endsWith('.toml') && isObject(content)
    ? tomlText(content)
    : `${JSON.stringify(content, null, 2)}\n`;
}

type JsonObject = Record<string, unknown>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mergedJson(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const entries = Object.entries(after).map(([key, value]) => [
    key,
    mergedJson(Object.hasOwn(before, key) ? before[key] : undefined, value),
  ]);
  return { ...before, ...Object.fromEntries(entries) };
}
