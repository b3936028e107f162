import type { DiffHunk } from '../../../electron/contract/changes.ts';
import { sideText } from './diff-rows.ts';

/** A piece of a line with the class of its colour. */
export interface Token {
  text: string;
  className: string;
}

/** Tokens by hunk, side and index of the line. */
export type Colours = readonly { old: Token[][]; now: Token[][] }[];

/** A longer diff, in characters, is shown without colours, because highlighting would take too long. */
const MAXIMUM_CHARACTERS = 400_000;

/** The part of a highlighter's output that this module reads, a subset of hast (MIT). */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  properties?: { className?: unknown };
}

type Highlighter = { registered(name: string): boolean; highlight(language: string, text: string): Node };

let loading: Promise<Highlighter> | undefined;

/** Loads the highlighter with the first diff in a known language. */
async function loadHighlighter(): Promise<Highlighter> {
  loading ??= import('lowlight').then(({ common, createLowlight }) => createLowlight(common));
  return await loading;
}

/** Colours for all hunks; undefined when the language is unknown or the text too large. The result is never markup. */
export async function highlightHunks(
  hunks: readonly DiffHunk[],
  language: string | undefined,
): Promise<Colours | undefined> {
  if (!language) return undefined;
  const texts = hunks.map((hunk) => ({ old: sideText(hunk, 'old'), now: sideText(hunk, 'now') }));
  const characters = texts.reduce((sum, { old, now }) => sum + old.length + now.length, 0);
  if (characters > MAXIMUM_CHARACTERS) return undefined;
  const highlighter = await loadHighlighter();
  if (!highlighter.registered(language)) return undefined;
  const tokens = (text: string) => tokenLines(highlighter.highlight(language, text));
  return texts.map(({ old, now }) => ({ old: tokens(old), now: tokens(now) }));
}

/** Flattens a tree of nested scopes to lines of tokens; the innermost scope gives the colour. */
export function tokenLines(root: Node): Token[][] {
  const lines: Token[][] = [[]];
  const walk = (node: Node, className: string) => {
    if (node.type === 'text') {
      (node.value ?? '').split('\n').forEach((text, index) => {
        if (index > 0) lines.push([]);
        if (text) lines.at(-1)?.push({ text, className });
      });
      return;
    }
    const own = Array.isArray(node.properties?.className) ? String(node.properties.className[0]) : className;
    for (const child of node.children ?? []) walk(child, own);
  };
  walk(root, '');
  return lines;
}
