/** A position in a text as editors count it: both from 1. */
export interface Position {
  line: number;
  column: number;
}

export type JsonText =
  | {
      ok: true;
      value: unknown;
      /** Position of the value at the path, or of its nearest existing parent. */
      positionOf(path: readonly PropertyKey[]): Position;
    }
  | { ok: false; message: string; position: Position };

/** Deepest nesting that is accepted; no file written by a person exceeds it. */
const MAX_DEPTH = 50;
const STRING = /"(?:(?!\p{Cc})[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;

class Problem extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Parses JSON and records positions, so that a problem can be shown at its line. Rejects repeated keys. */
export function readJsonText(text: string): JsonText {
  const starts = new Map<string, number>();
  let at = 0;

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) at += match.length;
    return match;
  }
  const peek = () => {
    take(SPACE);
    return text[at];
  };
  function expected(what: string): never {
    const actual = at < text.length ? `“${text[at]}”` : 'the end of the file';
    throw new Problem(`Expected ${what}, found ${actual}.`, at);
  }
  function string(): string {
    const token = take(STRING);
    return token === undefined ? expected('a text in double quotes') : (JSON.parse(token) as string);
  }

  function value(path: readonly PropertyKey[]): unknown {
    if (path.length > MAX_DEPTH) throw new Problem('Nested too deep.', at);
    const next = peek();
    starts.set(keyOf(path), at);
    if (next === '{') return object(path);
    if (next === '[') return array(path);
    if (next === '"') return string();
    const literal = take(LITERAL);
    return literal === undefined ? expected('a value') : JSON.parse(literal);
  }

  function object(path: readonly PropertyKey[]): unknown {
    const entries = new Map<string, unknown>();
    at += 1;
    if (peek() === '}') at += 1;
    else {
      for (;;) {
        if (peek() !== '"') expected('a key in double quotes');
        const keyAt = at;
        const key = string();
        if (entries.has(key)) throw new Problem(`“${key}” is there twice.`, keyAt);
        if (peek() !== ':') expected('“:”');
        at += 1;
        entries.set(key, value([...path, key]));
        // Records the key's position, because an unknown key is the problem itself.
        starts.set(keyOf([...path, key]), keyAt);
        if (peek() === '}') break;
        if (text[at] !== ',') expected('“,” or “}”');
        at += 1;
      }
      at += 1;
    }
    return Object.fromEntries(entries);
  }

  function array(path: readonly PropertyKey[]): unknown[] {
    const items: unknown[] = [];
    at += 1;
    if (peek() === ']') at += 1;
    else {
      for (;;) {
        items.push(value([...path, items.length]));
        if (peek() === ']') break;
        if (text[at] !== ',') expected('“,” or “]”');
        at += 1;
      }
      at += 1;
    }
    return items;
  }

  try {
    const read = value([]);
    if (peek() !== undefined) expected('the end of the file');
    return {
      ok: true,
      value: read,
      positionOf(path) {
        for (let length = path.length; length > 0; length--) {
          const start = starts.get(keyOf(path.slice(0, length)));
          if (start !== undefined) return positionAt(text, start);
        }
        return positionAt(text, starts.get(keyOf([])) ?? 0);
      },
    };
  } catch (error) {
    if (error instanceof Problem)
      return { ok: false, message: error.message, position: positionAt(text, error.at) };
    throw error;
  }
}

function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
