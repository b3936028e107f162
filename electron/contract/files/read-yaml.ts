import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import type { z } from 'zod';
import { once } from '../../lib/once.ts';

/** A limit larger than any file that Bulkhead writes. */
const MAXIMUM_CHARACTERS = 512 * 1024;
const MAXIMUM_NODES = 50_000;
const MAXIMUM_DEPTH = 12;

/** A problem of a file and its position; lines and columns count from 1. */
export interface YamlProblem {
  message: string;
  line: number;
  column: number;
}

export type YamlResult<T> = { ok: true; value: T } | { ok: false; problems: YamlProblem[] };

type Path = readonly PropertyKey[];

/**
 * Reads one YAML document that matches a schema. Refuses aliases (used by YAML bombs), duplicate keys, and files that
 * are too large or too deep, before any value is built.
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>): YamlResult<T> {
  const placeOf = placesIn(text);
  const at = (offset: number, message: string): YamlProblem => ({ message, ...placeOf(offset) });
  const refused = (offset: number, message: string) => ({
    ok: false as const,
    problems: [at(offset, message)],
  });
  if (text.length > MAXIMUM_CHARACTERS) return refused(0, 'The file is larger than 512 KiB.');
  let data: unknown;
  let events: Event[];
  try {
    events = parseEvents(text, { maxDepth: MAXIMUM_DEPTH });
    if (events.length > MAXIMUM_NODES) return refused(0, 'The file has too many entries.');
    const alias = events.find((event) => event.type === EVENT_ID.ALIAS);
    if (alias && 'anchorStart' in alias)
      return refused(alias.anchorStart - 1, 'Aliases (*name) are not allowed here.');
    const documents = constructFromEvents(events, { source: text, schema: CORE_SCHEMA, maxAliases: 0 });
    if (documents.length === 0) return refused(0, 'The file is empty.');
    if (documents.length > 1) return refused(0, 'The file has more than one document.');
    [data] = documents;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return { ok: false, problems: [{ message: sentence(error.reason), line: line + 1, column: column + 1 }] };
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return { ok: true, value: parsed.data };
  const offsets = offsetsOf(text, events);
  const problems = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [at(nearest(offsets, issue.path), issue.message)];
    return issue.keys.map((key) =>
      at(nearest(offsets, [...issue.path, key]), `“${key}” is no key that is known here.`),
    );
  });
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** Looks lines up in a list that is made once, because a file may have a problem in each of its lines. */
function placesIn(text: string): (offset: number) => { line: number; column: number } {
  const startsOf = once(() => [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]);
  return (offset) => {
    if (offset <= 0) return { line: 1, column: 1 };
    const starts = startsOf();
    let line = 0;
    for (let end = starts.length; end - line > 1; ) {
      const middle = (line + end) >> 1;
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else end = middle;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

const keyOf = (path: Path) => JSON.stringify(path.map(String));

/** Where each key and entry of the document starts. */
function offsetsOf(text: string, events: readonly Event[]): Map<string, number> {
  const offsets = new Map<string, number>();
  /** The open mappings and sequences: the path, and the next key or index. */
  const open: { path: Path; kind: 'mapping' | 'sequence' | 'document'; next: PropertyKey | undefined }[] = [];
  /** The path of a node that starts here; undefined for a key. */
  const enter = (offset: number, scalar?: string): Path | undefined => {
    const parent = open.at(-1);
    if (!parent || parent.kind === 'document') return [];
    if (parent.kind === 'mapping' && parent.next === undefined) {
      parent.next = scalar ?? '';
      offsets.set(keyOf([...parent.path, parent.next]), offset);
      return undefined;
    }
    const path = [...parent.path, parent.next ?? 0];
    if (parent.kind === 'sequence') {
      offsets.set(keyOf(path), offset);
      parent.next = Number(parent.next ?? 0) + 1;
    } else parent.next = undefined;
    return path;
  };
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        open.push({ path: [], kind: 'document', next: undefined });
        break;
      case EVENT_ID.MAPPING:
        open.push({ path: enter(event.start) ?? [], kind: 'mapping', next: undefined });
        break;
      case EVENT_ID.SEQUENCE:
        open.push({ path: enter(event.start) ?? [], kind: 'sequence', next: 0 });
        break;
      case EVENT_ID.SCALAR:
        enter(event.valueStart, getScalarValue(text, event));
        break;
      case EVENT_ID.POP:
        open.pop();
        break;
      case EVENT_ID.ALIAS:
        break;
      default:
        event satisfies never;
    }
  }
  return offsets;
}

/** The offset of the path, or of its nearest ancestor in the file. */
function nearest(offsets: ReadonlyMap<string, number>, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsets.get(keyOf(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
}
