import type { TokenUsage } from '../contract/transcript.ts';
import { costOf, countOf, type Fields, fieldsOf, textOf } from './fields.ts';
import type { LineEvent } from './json-reader.ts';
import { addTokens, isNoTokens, NO_TOKENS, tokensBeyond } from './tokens.ts';

/** Answers without a model: Claude Code's own words, such as those about an error. */
const NO_MODEL = '<synthetic>';

/**
 * Counts each answer of a model once, as soon as Claude Code prints it: it prints a line for each block of an answer, all
 * with the usage of the whole. That usage is from the beginning of the answer, so that its output is too low; the line
 * `result` says what it came to, also for answers that are not printed.
 */
export class ClaudeCodeUsage {
  #answer = '';
  #model = '';
  /** Since the last result. */
  #counted = new Map<string, TokenUsage>();

  ofAnswer(message: Fields): LineEvent[] {
    const model = textOf(message.model);
    const id = textOf(message.id);
    if (model === NO_MODEL || (id !== '' && id === this.#answer)) return [];
    this.#answer = id;
    this.#model = model;
    return this.#more(model, tokensOf(fieldsOf(message.usage) ?? {}), undefined);
  }

  ofResult(result: Fields): LineEvent[] {
    const counted = this.#counted;
    this.#counted = new Map();
    return usageSinceLastResult(result, this.#model).flatMap(({ model, tokens, costUsd }) =>
      usageEvent(model, tokensBeyond(tokens, counted.get(model) ?? NO_TOKENS), costUsd),
    );
  }

  #more(model: string, tokens: TokenUsage, costUsd: number | undefined): LineEvent[] {
    this.#counted.set(model, addTokens(this.#counted.get(model) ?? NO_TOKENS, tokens));
    return usageEvent(model, tokens, costUsd);
  }
}

/**
 * By model. `modelUsage` and `total_cost_usd` are of the whole session, which a follow-up goes on with, and so are of no
 * use here. Older versions have no `model_usage_since_last_result`: what their `usage` says is taken for that of the last model.
 */
function usageSinceLastResult(
  { model_usage_since_last_result, usage }: Fields,
  lastModel: string,
): { model: string; tokens: TokenUsage; costUsd: number | undefined }[] {
  const byModel = fieldsOf(model_usage_since_last_result);
  if (!byModel) return [{ model: lastModel, tokens: tokensOf(fieldsOf(usage) ?? {}), costUsd: undefined }];
  return Object.entries(byModel).map(([model, value]) => {
    const each = fieldsOf(value) ?? {};
    const tokens = {
      input: countOf(each.inputTokens),
      output: countOf(each.outputTokens),
      cacheRead: countOf(each.cacheReadInputTokens),
      cacheWrite: countOf(each.cacheCreationInputTokens),
    };
    return { model: textOf(model), tokens, costUsd: costOf(each.costUSD) };
  });
}

function tokensOf(usage: Fields): TokenUsage {
  return {
    input: countOf(usage.input_tokens),
    output: countOf(usage.output_tokens),
    cacheRead: countOf(usage.cache_read_input_tokens),
    cacheWrite: countOf(usage.cache_creation_input_tokens),
  };
}

function usageEvent(model: string, tokens: TokenUsage, costUsd: number | undefined): LineEvent[] {
  if (isNoTokens(tokens) && !costUsd) return [];
  return [{ kind: 'usage', model: model || undefined, tokens, costUsd }];
}
