import { bounded } from './bounds.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** What a call is about, by the names that the programs give it; the first that is there stands without its name. */
const MAIN_FIELDS = [
  'command',
  'cmd',
  'file_path',
  'filePath',
  'notebook_path',
  'absolute_path',
  'dir_path',
  'pattern',
  'query',
  'url',
  'path',
  'description',
] as const;

/** What a tool is called with, in lines for a person: first what it is about, then “name: value”. Pure. */
export function toolInput(value: unknown): string {
  const fields = fieldsOf(value);
  if (!fields) return bounded(shown(value));
  const main = MAIN_FIELDS.find((name) => typeof fields[name] === 'string');
  const first = main === undefined ? [] : [shown(fields[main])];
  const rest = Object.entries(fields).filter(([name]) => name !== main);
  return bounded([...first, ...rest.map(([name, each]) => `${name}: ${shown(each)}`)].join('\n'));
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The text of a result: a text, or a list of parts as the Model Context Protocol has them. Pure. */
export function resultText(value: unknown): string {
  if (!Array.isArray(value)) return bounded(shown(value));
  return bounded(value.map((part) => partText(part)).join('\n'));
}

function partText(part: unknown): string {
  const fields: Fields = fieldsOf(part) ?? {};
  if (typeof fields.text === 'string') return fields.text;
  // What is no text, such as an image, would be long and say nothing.
  return typeof fields.type === 'string' ? `[${fields.type}]` : shown(part);
}
