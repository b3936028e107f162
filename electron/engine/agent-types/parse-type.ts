import { type AgentTypeFile, agentTypeFileSchema } from '../../contract/agent-type.ts';
import { type Position, readJsonText } from './json-text.ts';

export type ParsedType =
  | { ok: true; type: AgentTypeFile }
  | { ok: false; problem: string; position?: Position };

/** Larger than any type that a person writes. */
const MAX_TYPE_BYTES = 64 * 1024;

/** Parses a `type.json`. Returns the first problem with its position. Pure. */
export function parseType(text: string): ParsedType {
  if (text.length > MAX_TYPE_BYTES) return { ok: false, problem: 'The file is larger than 64 KiB.' };
  const json = readJsonText(text.replace(/^\uFEFF/, ''));
  if (!json.ok) return { ok: false, problem: json.message, position: json.position };
  const parsed = agentTypeFileSchema.safeParse(json.value);
  if (parsed.success) return { ok: true, type: parsed.data };
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])];
  const where = path.map(String).join('.');
  const what =
    unknown === undefined ? (issue?.message ?? 'Not a type.') : 'There is no such key in an agent type.';
  return { ok: false, problem: where ? `${where}: ${what}` : what, position: json.positionOf(path) };
}
