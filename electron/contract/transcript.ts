/** Tokens of one answer of a model, as its provider counts them. Cached input is not part of `input`. */
export interface TokenUsage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

/** A change of a file that a program reports. */
export interface FileEdit {
  path: string;
  /** In unified form, without its header; undefined where the program does not say what changed. */
  diff: string | undefined;
}

/**
 * What a program that works on a task does, in one form for all programs. All of it is what the agent wrote: hostile text,
 * which may claim anything. Times are ms since the epoch, by the program's own word; undefined where it says none.
 */
export type TranscriptEvent = { at: number | undefined; raw: string } & (
  | { kind: 'thinking'; text: string }
  /** `continues`: it goes on with the message before it, of which some programs print one piece after the other. */
  | { kind: 'message'; from: 'agent' | 'person'; text: string; continues?: true }
  /** A call of a tool begins. `parent` is the call of the sub-agent that made it. */
  | {
      kind: 'tool-call';
      callId: string;
      tool: string;
      input: string;
      edits: FileEdit[];
      parent: string | undefined;
    }
  | { kind: 'tool-result'; callId: string; output: string; failed: boolean }
  | { kind: 'todos'; items: { text: string; state: 'open' | 'doing' | 'done' }[] }
  | { kind: 'error'; text: string }
  /** All usage of an output adds up. `costUsd` is what the program itself works out; it may be all that is new. */
  | { kind: 'usage'; model: string | undefined; tokens: TokenUsage; costUsd: number | undefined }
  /** The session, which a follow-up goes on with. */
  | { kind: 'session'; id: string; model: string | undefined }
  /** A line that is no event of the program: unknown, broken, or plain text. */
  | { kind: 'text'; text: string }
);

/**
 * As much of what an attempt printed as is sent to a window at once, and as it keeps: 50,000 events of some 300 bytes,
 * and still no more than a window has room for.
 */
export const TRANSCRIPT_BYTES = 16 * 1024 * 1024;
