import type { AttemptProgress, ModelUsage } from '../../contract/attempt-progress.ts';
import type { TaskOutput } from '../../contract/task-program.ts';
import type { TranscriptEvent } from '../../contract/transcript.ts';
import type { CountedSession } from '../../transcript/codex.ts';
import { addTokens, NO_TOKENS } from '../../transcript/tokens.ts';
import { plainText } from '../console/plain-text.ts';

const NOW_MAX = 200;
/** More of a text is not looked at to make a line of it. */
const LOOKED_AT = 2_000;
/** A program that names more models is not believed: the rest counts for no model. */
const MODELS_MAX = 20;
const MODEL_NAME_MAX = 100;
const SESSION = /^[\w.:-]{1,200}$/;
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The progress after an event of a program that prints in this form. The same object when nothing of it changed. Pure. */
export function withEvent(
  progress: AttemptProgress,
  event: TranscriptEvent,
  output: TaskOutput,
): AttemptProgress {
  switch (event.kind) {
    case 'message':
      if (event.from === 'person') return progress;
      return withNow(progress, event.continues ? `${progress.now ?? ''}${event.text}` : event.text);
    case 'tool-call':
      return withNow(progress, `${event.tool} ${event.input.split('\n', 1)[0] ?? ''}`);
    case 'error':
      return withNow(progress, `Error: ${event.text}`);
    case 'text':
      return output === 'text' ? withNow(progress, event.text) : progress;
    case 'usage': {
      const { model, tokens, costUsd } = event;
      return { ...progress, usage: withUsage(progress.usage ?? [], { model, tokens, costUsd }) };
    }
    case 'session':
      if (!SESSION.test(event.id) || event.id === progress.session) return progress;
      return { ...progress, session: event.id };
    default:
      return progress;
  }
}

/** What two parts of an attempt came to, one after the other. Pure. */
export function addProgress(earlier: AttemptProgress, later: AttemptProgress): AttemptProgress {
  const usage = (later.usage ?? []).reduce(withUsage, earlier.usage ?? []);
  return { ...earlier, ...later, ...(usage.length === 0 ? {} : { usage }) };
}

/** The session of what an attempt did before, with all its tokens, of whichever model. Pure. */
export function countedSession({ session, usage = [] }: AttemptProgress): CountedSession | undefined {
  return session === undefined ? undefined : { id: session, tokens: allTokens(usage) };
}

function allTokens(usage: readonly ModelUsage[]): ModelUsage['tokens'] {
  return usage.reduce((sum, { tokens }) => addTokens(sum, tokens), NO_TOKENS);
}

function withUsage(usage: ModelUsage[], more: ModelUsage): ModelUsage[] {
  const named = more.model === undefined ? undefined : oneLine(more.model, MODEL_NAME_MAX) || undefined;
  const isKnown = usage.some(({ model }) => model === named);
  const model = isKnown || usage.length < MODELS_MAX ? named : undefined;
  const before = usage.find((each) => each.model === model);
  const cost = sumOfCosts(before?.costUsd, more.costUsd);
  const after: ModelUsage = {
    ...(model === undefined ? {} : { model }),
    tokens: before ? addTokens(before.tokens, more.tokens) : more.tokens,
    ...(cost === undefined ? {} : { costUsd: cost }),
  };
  return before ? usage.map((each) => (each === before ? after : each)) : [...usage, after];
}

function sumOfCosts(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}

/** A text without anything to show leaves what is shown. */
function withNow(progress: AttemptProgress, text: string): AttemptProgress {
  const now = oneLine(text, NOW_MAX);
  return now === '' || now === progress.now ? progress : { ...progress, now };
}

/** Its end is as it is, because another piece may follow. */
function oneLine(text: string, max: number): string {
  const plain = plainText(text.slice(0, LOOKED_AT)).replace(/\s+/g, ' ').replace(INVISIBLE, '').trimStart();
  if (plain.length <= max) return plain;
  // The last character may be half of one.
  return `${plain.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
