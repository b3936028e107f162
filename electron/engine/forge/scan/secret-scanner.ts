import { createHash } from 'node:crypto';
import { RE2JS } from 're2js';
import type { AddedBlock } from './added-lines.ts';
import ruleFile from './secret-rules.json' with { type: 'json' };

/** What looks like a secret, without its value. */
export interface SecretFinding {
  path: string;
  line: number;
  /** The kind of secret: "github-pat". */
  rule: string;
  /** Differs for another value. */
  digest: string;
}

interface Rule {
  id: string;
  keywords: readonly string[];
  pattern: string;
  group?: number;
  entropy?: number;
  path?: string;
  allowed?: readonly string[];
}

/** Further findings are only counted as "more". */
const MAXIMUM_FINDINGS = 100;
/** What a pattern may have before its keyword, and a private key has after it. */
const BEFORE_KEYWORD = 256;
const AFTER_KEYWORD = 4 * 1024;
/** What agents have in place of a secret of the app (`placeholderOf`). */
const PLACEHOLDER = /bulkhead[a-f0-9]{24}/;

const rules: readonly Rule[] = ruleFile.rules;
const compiled = new Map<string, RE2JS>();

/** Patterns are compiled at their first use, and match in linear time whatever the text is. */
function patternOf(text: string): RE2JS {
  const known = compiled.get(text) ?? RE2JS.compile(text);
  compiled.set(text, known);
  return known;
}

/** Finds keys, tokens and passwords in added lines, by the rules of gitleaks. */
export class SecretScanner {
  readonly #findings = new Map<string, SecretFinding>();

  scan({ path, line, text }: AddedBlock): void {
    const lower = text.toLowerCase();
    for (const rule of rules) {
      if (this.#findings.size >= MAXIMUM_FINDINGS) return;
      if (rule.path !== undefined && !patternOf(rule.path).matcher(path).find()) continue;
      for (const [start, end] of windows(lower, rule.keywords)) {
        const found = secretsOf(rule, text.slice(start, end));
        for (const { value, at } of found) {
          const place = line + newlines(text, start + at);
          const digest = createHash('sha256').update(value).digest('hex');
          this.#findings.set(`${path}\0${place}\0${digest}`, { path, line: place, rule: rule.id, digest });
        }
      }
    }
  }

  get findings(): SecretFinding[] {
    return [...this.#findings.values()];
  }
}

/** Equal for the same findings: what a person agreed to counts for no others. */
export function findingsId(findings: readonly SecretFinding[]): string {
  const lines = findings.map(({ path, rule, digest }) => `${path}\0${rule}\0${digest}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}

/**
 * The parts of a text around keywords, in which a rule is looked for: its pattern has the keyword near its beginning, and a
 * secret is not longer. Pure.
 */
function windows(lower: string, keywords: readonly string[]): [start: number, end: number][] {
  const found: [start: number, end: number][] = [];
  const places = keywords.flatMap((keyword) => occurrences(lower, keyword)).sort((a, b) => a - b);
  for (const at of places) {
    const last = found.at(-1);
    const [start, end] = [Math.max(0, at - BEFORE_KEYWORD), at + AFTER_KEYWORD];
    if (last && start <= last[1]) last[1] = end;
    else found.push([start, end]);
  }
  return found;
}

function occurrences(text: string, word: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) places.push(at);
  return places;
}

function secretsOf(rule: Rule, text: string): { value: string; at: number }[] {
  const found: { value: string; at: number }[] = [];
  const matcher = patternOf(rule.pattern).matcher(text);
  while (matcher.find()) {
    const value = secretIn(matcher, rule.group);
    if (isSecret(value, rule))
      found.push({ value, at: matcher.start() + (matcher.group() ?? '').indexOf(value) });
  }
  return found;
}

type Matcher = ReturnType<RE2JS['matcher']>;

/** The group of the rule, or else the first one that matched, or the whole. */
function secretIn(matcher: Matcher, group: number | undefined): string {
  if (group !== undefined) return matcher.group(group) ?? '';
  for (let index = 1; index <= matcher.groupCount(); index += 1) {
    const text = matcher.group(index);
    if (text) return text;
  }
  return matcher.group() ?? '';
}

function isSecret(value: string, { entropy = 0, allowed = [] }: Rule): boolean {
  if (value === '' || PLACEHOLDER.test(value)) return false;
  if (entropyOf(value) <= entropy) return false;
  if (ruleFile.stopwords.some((word) => value.toLowerCase().includes(word))) return false;
  return ![...ruleFile.allowed, ...allowed].some((text) => patternOf(text).matcher(value).find());
}

/** Shannon's entropy in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = [...text].length;
  return [...counts.values()].reduce((sum, count) => sum - (count / length) * Math.log2(count / length), 0);
}

function newlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
