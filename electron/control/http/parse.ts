import type { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';

/**
 * Parses a body and refuses fields that the schema does not know, at any depth: a misspelt limit must not be ignored.
 */
export function parseBody(schema: z.ZodType, body: unknown): unknown {
  const parsed = check(schema.safeParse(body ?? {}));
  const unknown = unknownField(body ?? {}, parsed);
  if (unknown !== undefined) throw invalid('There is no such field.', unknown);
  return parsed;
}

/** Parses a query; numbers and truth values are read as such where the schema wants them. */
export function parseQuery(
  schema: z.ZodObject | undefined,
  search: URLSearchParams,
): Record<string, unknown> {
  const shape = schema?.shape ?? {};
  const values: Record<string, unknown> = {};
  for (const [name, text] of search) {
    const field = Object.hasOwn(shape, name) ? (shape[name] as z.ZodType) : undefined;
    if (!field) throw invalid('There is no such parameter.', name);
    if (Object.hasOwn(values, name)) throw invalid('Give this parameter once.', name);
    values[name] = coerce(field, text);
  }
  return schema ? (check(schema.safeParse(values)) as Record<string, unknown>) : {};
}

function check(result: z.ZodSafeParseResult<unknown>): unknown {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    throw invalid('There is no such field.', [...issue.path, issue.keys[0]].join('.'));
  throw invalid(issue?.message ?? 'Invalid input.', issue?.path.join('.') ?? '');
}

function invalid(message: string, field: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', message, ...(field === '' ? {} : { field }) });
}

/** Converts the text to the schema's type. What the schema refuses as text and as a number is a number if it reads as one. */
function coerce(schema: z.ZodType, text: string): unknown {
  const accepts = (value: unknown) => schema.safeParse(value).success;
  if (accepts(text)) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** The path of a field in `input` that is not in `parsed`. */
function unknownField(input: unknown, parsed: unknown): string | undefined {
  if (!isObject(input) || !isObject(parsed)) return undefined;
  for (const [name, value] of Object.entries(input)) {
    if (!Object.hasOwn(parsed, name)) return name;
    const below = unknownField(value, (parsed as Record<string, unknown>)[name]);
    if (below !== undefined) return `${name}.${below}`;
  }
  return undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
