/** A line that a logger wrote as a JSON object, taken apart. */
export interface JsonLine {
  /** What the line says, under one of the usual names; empty when it has none. */
  message: string;
  /** The other fields in their order. Nested ones have a path ("http.status"). */
  fields: readonly { name: string; value: string }[];
}

/** Under these names loggers write what happened: pino, winston, zap, logrus, Bunyan, structlog, tracing. */
const MESSAGE_NAMES = ['msg', 'message', 'event', 'text'];
/** Depth and number of fields that are worth a row each. */
const MAXIMUM_DEPTH = 3;
const MAXIMUM_FIELDS = 200;

/** Reads a line without colours; undefined for one that is no JSON object. */
export function readJsonLine(plain: string): JsonLine | undefined {
  const text = plain.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const all = flatten(value as object, '', 1).slice(0, MAXIMUM_FIELDS);
  const message = all.find(({ name }) => MESSAGE_NAMES.includes(name));
  return { message: message?.value ?? '', fields: all.filter((field) => field !== message) };
}

function flatten(value: object, path: string, depth: number): { name: string; value: string }[] {
  return Object.entries(value).flatMap(([key, entry]: [string, unknown]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const isNested = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    if (isNested && depth < MAXIMUM_DEPTH && Object.keys(entry).length > 0)
      return flatten(entry, name, depth + 1);
    return [{ name, value: typeof entry === 'string' ? entry : JSON.stringify(entry) }];
  });
}

/** The line in one row: what it says, then its fields ("done  level=info  ms=12"). */
export function foldedText({ message, fields }: JsonLine): string {
  const rest = fields.map(({ name, value }) => `${name}=${value}`);
  return [...(message === '' ? [] : [message]), ...rest].join('  ');
}
