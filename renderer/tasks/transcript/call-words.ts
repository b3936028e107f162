import { formatDuration } from '../../../electron/lib/format-duration.ts';
import { formatNumber } from '../../format/number.ts';
import type { RowContent } from './rows.ts';

type Call = Extract<RowContent, { kind: 'call' }>;

/** Under these names tools take what a person wants to know first. */
const TELLING = ['command', 'cmd', 'file_path', 'path', 'pattern', 'query', 'url', 'description', 'prompt'];
/** As much of an input as fits into a line, and as many of its fields as are worth a paragraph each. */
const SHORT_CHARACTERS = 300;
const MAXIMUM_FIELDS = 100;
/** A longer input is shown as it is, because taking it apart with every look would take too long. */
const MAXIMUM_JSON_CHARACTERS = 200_000;

export interface InputField {
  /** Empty for an input that has no fields. */
  name: string;
  value: string;
}

/** The fields of an input that is a JSON object; else the whole input as one. */
export function inputFields(input: string): InputField[] {
  const whole = [{ name: '', value: input }];
  if (!input.startsWith('{') || input.length > MAXIMUM_JSON_CHARACTERS) return whole;
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    return whole;
  }
  const fields = Object.entries(value as object).slice(0, MAXIMUM_FIELDS);
  return fields.map(([name, field]: [string, unknown]) => ({
    name,
    value: typeof field === 'string' ? field : JSON.stringify(field, null, 2),
  }));
}

/** Each file once. */
export const editedPaths = (edits: Call['edits']): string[] => [...new Set(edits.map(({ path }) => path))];

/** What a call is about, in a line: its command, its file, or else what it was given first. */
export function shortInput({ input, edits }: Pick<Call, 'input' | 'edits'>): string {
  const [path, ...others] = editedPaths(edits);
  if (path !== undefined)
    return others.length === 0 ? path : `${path} and ${formatNumber(others.length)} more`;
  const fields = inputFields(input);
  const telling = TELLING.map((name) => fields.find((field) => field.name === name)).find(Boolean);
  return (telling ?? fields[0])?.value.trim().slice(0, SHORT_CHARACTERS) ?? '';
}

/** How long a call took, by the program's own word; undefined where that makes no sense. */
export function callDuration(from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined || to === undefined) return undefined;
  const ms = to - from;
  if (!Number.isFinite(ms) || ms < 0) return undefined;
  return ms < 1_000 ? `${formatNumber(Math.round(ms))} ms` : formatDuration(ms);
}
