import { TITLE_MAX } from '../../electron/contract/forge.ts';
import { slugOf } from '../../electron/contract/slug.ts';
import type { Task } from '../../electron/contract/task.ts';
import { printable } from '../../electron/lib/printable.ts';

/** How many files the text lists. */
const LISTED_FILES = 50;
/** A prompt may have 120 kB; a forge takes half of that. */
const PROMPT_CHARACTERS = 20_000;
const SLUG_MAX = 40;

export interface Draft {
  title: string;
  body: string;
  branch: string;
}

/** The task and the number of the attempt that an agent works on. */
export interface Work {
  task: Pick<Task, 'title' | 'prompt' | 'check' | 'attempts' | 'issue'>;
  number: number;
}

export function workOf(tasks: readonly Task[], agentId: string): Work | undefined {
  for (const task of tasks) {
    const attempt = task.attempts.find((each) => each.agentId === agentId);
    if (attempt) return { task, number: attempt.number };
  }
  return undefined;
}

/**
 * What a pull request of an agent's work says until the person changes it: the prompt, how the check ended, and the changed
 * files. Their names are the agent's words, and stand as code. Pure.
 */
export function draftOf(
  agentName: string,
  work: Work | undefined,
  files: readonly { path: string; status: string }[],
): Draft {
  const parts = work ? [taskPart(work.task), checkPart(work)] : [];
  const body = [...parts, filesPart(files)].filter((part) => part !== '').join('\n\n');
  if (!work) return { title: `Changes of ${agentName}`, body, branch: `bulkhead/${agentName}` };
  const { title } = work.task;
  return {
    title: title.slice(0, TITLE_MAX),
    body,
    branch: `bulkhead/${slugOf(title, SLUG_MAX)}/${work.number}`,
  };
}

/** Of an issue, the address: its words are there already. */
function taskPart({ prompt, issue }: Work['task']): string {
  return issue === undefined ? promptPart(prompt) : `Closes ${issue}`;
}

function promptPart(prompt: string): string {
  const text = prompt.trim();
  const isCut = text.length > PROMPT_CHARACTERS;
  const lines = (isCut ? `${text.slice(0, PROMPT_CHARACTERS)}…` : text).split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}

function checkPart({ task, number }: Work): string {
  const code = task.attempts.find((each) => each.number === number)?.checkExitCode;
  if (code === undefined) return '';
  return `Check ${codeSpan(task.check)}: ${code === 0 ? 'passed' : `failed with exit code ${code}`}.`;
}

function filesPart(files: readonly { path: string; status: string }[]): string {
  if (files.length === 0) return '';
  const rows = files.slice(0, LISTED_FILES).map(({ path, status }) => `- ${codeSpan(path)} (${status})`);
  const more = files.length - rows.length;
  return ['Changed files:', '', ...rows, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

/** Text as code of Markdown: longer backticks than any in it (spec.commonmark.org, "Code spans"). */
function codeSpan(text: string): string {
  const line = printable(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
