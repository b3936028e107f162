import { z } from 'zod';

/**
 * JSON whose texts and keys may name fields in braces: `"{plan}"` stands for the field itself, `"v1 {plan}"` holds its
 * text.
 */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | JsonTemplate[]
  | { [key: string]: JsonTemplate };

export const templateSchema: z.ZodType<JsonTemplate> = z.lazy(() =>
  z.union([
    z.string().max(2_000),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(templateSchema).max(50),
    z.record(z.string().max(200), templateSchema),
  ]),
);

export type FieldValue = string | number | readonly string[];
export type Fields = Readonly<Record<string, FieldValue | undefined>>;

const WHOLE = /^\{(\w+)\}$/;
const NAMED = /\{(\w+)\}/g;

const own = (fields: Fields, name: string): FieldValue | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** The JSON with the fields' values. A key whose text names an absent field is left out. */
export function fillTemplate(template: JsonTemplate, fields: Fields): unknown {
  if (typeof template === 'string') {
    const whole = WHOLE.exec(template)?.[1];
    if (whole !== undefined) return own(fields, whole);
    return filledText(template, fields);
  }
  if (Array.isArray(template)) return template.map((part) => fillTemplate(part, fields));
  if (typeof template !== 'object' || template === null) return template;
  const filled = Object.entries(template).map(
    ([key, part]) => [filledText(key, fields), fillTemplate(part, fields)] as const,
  );
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

const filledText = (text: string, fields: Fields) =>
  text.replace(NAMED, (_text, name: string) => String(own(fields, name) ?? ''));

/** The fields that stand in `json` where the template names them alone. Fields of another type are left out. */
export function readTemplate(template: JsonTemplate, json: unknown): Record<string, FieldValue> {
  if (typeof template === 'string') {
    const name = WHOLE.exec(template)?.[1];
    return name !== undefined && isFieldValue(json) ? { [name]: json } : {};
  }
  if (typeof template !== 'object' || template === null || Array.isArray(template)) return {};
  if (typeof json !== 'object' || json === null) return {};
  const found = Object.entries(template).map(([key, part]) =>
    Object.hasOwn(json, key) ? readTemplate(part, (json as Record<string, unknown>)[key]) : {},
  );
  return Object.assign({}, ...found) as Record<string, FieldValue>;
}

/** The names of all fields in the template. */
export function namesIn(template: JsonTemplate): string[] {
  return [...JSON.stringify(template).matchAll(NAMED)].map(([, name = '']) => name);
}

function isFieldValue(value: unknown): value is FieldValue {
  if (Array.isArray(value)) return value.every((part) => typeof part === 'string');
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
