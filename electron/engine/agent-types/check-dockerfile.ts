import { looksLikeKey, looksLikeKeyName } from '../../contract/key-looks.ts';
import type { Position } from './json-text.ts';

export interface Instruction {
  /** In capitals: FROM, RUN, ENV… */
  keyword: string;
  /** The rest of the instruction, without line continuations and the comments between them. */
  rest: string;
  /** The instruction's first line, from 1. */
  line: number;
}

const CONTINUES = /\\\s*$/;

/** Parses the instructions of a Dockerfile, in order. The classic builder has no heredocs. Pure. */
export function readInstructions(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let last = lines[at] ?? '';
    if (/^\s*(#|$)/.test(last)) continue;
    const before: string[] = [];
    while (CONTINUES.test(last) && at + 1 < lines.length) {
      at += 1;
      const next = lines[at] ?? '';
      if (/^\s*(#|$)/.test(next)) continue;
      before.push(last.replace(CONTINUES, ' '));
      last = next;
    }
    const whole = before.join('') + last;
    const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(whole) ?? [];
    instructions.push({ keyword: keyword.toUpperCase(), rest: rest.trim(), line });
  }
  return instructions;
}

/** Parses `A=1 B="2 3"` and the old `A 1` into names and values. */
function assignments({ keyword, rest }: Instruction): { name: string; value: string }[] {
  if (keyword === 'ENV' && /^\w+\s[^=]*$/.test(rest)) {
    const [, name = '', value = ''] = /^(\w+)\s+(.*)$/s.exec(rest) ?? [];
    return [{ name, value }];
  }
  return [...rest.matchAll(/([\w.-]+)(?:=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*))?/g)].map(
    ([, name = '', value = '']) => ({ name, value: value.replace(/^(["'])(.*)\1$/s, '$2') }),
  );
}

/**
 * Returns the first problem that forbids building a Dockerfile, with its line, or undefined. Problems are secrets in
 * `ENV` or `ARG` (the file system and history of an image are readable to all its users), requests for build
 * privileges, and a missing reference to the base image that the person may choose. Pure.
 */
export function dockerfileProblem(text: string): { problem: string; position: Position } | undefined {
  const instructions = readInstructions(text);
  const at = (line: number, problem: string) => ({ problem, position: { line, column: 1 } });
  const directive = /^[ \t]*#[ \t]*syntax[ \t]*=/im.exec(text);
  if (directive)
    return at(
      text.slice(0, directive.index).split('\n').length,
      'A syntax directive would load another builder from a registry: leave it out.',
    );
  for (const instruction of instructions) {
    const { keyword, rest, line } = instruction;
    if (keyword === 'ENV' || keyword === 'ARG') {
      const secret = assignments(instruction).find(
        ({ name, value }) => looksLikeKey(value) || looksLikeKeyName(name),
      );
      if (secret)
        return at(
          line,
          `${keyword} ${secret.name} looks like a secret. Images keep no secrets: use the app’s credentials.`,
        );
    } else if (looksLikeKey(rest))
      return at(line, `This ${keyword} holds what looks like a key or a password.`);
    if (keyword === 'RUN' && /^(--\S+\s+)*--(security|network)=/.test(rest))
      return at(line, 'A build step gets no other network and no more rights than the engine gives it.');
    if (keyword === 'VOLUME')
      return at(line, 'VOLUME makes places outside of the agent’s home and workspace. Leave it out.');
  }
  const first = instructions.find(({ keyword }) => keyword === 'FROM');
  if (!first) return at(1, 'The Dockerfile has no FROM.');
  if (
    !instructions.some(
      ({ keyword, rest, line }) => keyword === 'ARG' && /^BASE\b/.test(rest) && line < first.line,
    )
  )
    return at(first.line, 'Begin with “ARG BASE” and “FROM $BASE”: the base image comes from type.json.');
  if (!instructions.some(({ keyword, rest }) => keyword === 'FROM' && /\$(BASE\b|\{BASE\})/.test(rest)))
    return at(first.line, 'No FROM uses $BASE: the base image comes from type.json.');
  return undefined;
}
