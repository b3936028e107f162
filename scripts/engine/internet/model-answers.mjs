import { answerMessages } from './anthropic-answers.mjs';
import { answerGemini } from './gemini-answers.mjs';
import { answerChat, answerResponses } from './openai-answers.mjs';

/** What answers requests to a model, by the end of the path. */
const MODELS = [
  [/\/v1\/messages$/, answerMessages],
  [/\/responses$/, answerResponses],
  [/\/chat\/completions$/, answerChat],
  [/^\/v1\w*(?:\/models\/[\w.-]+)?:(\w+)$/, answerGemini],
];

/**
 * Answers as the models of Anthropic, OpenAI and Google do, streamed when the request asks for that. What a prompt makes
 * them do is in {@link ./model-step.mjs}.
 * @returns {boolean} whether the request was one for a model
 */
export function answersAsModel(request, response, body) {
  if (request.method !== 'POST') return false;
  const [path] = request.url.split('?');
  for (const [pattern, answer] of MODELS) {
    const found = pattern.exec(path);
    if (!found) continue;
    answer(response, body, found[1]);
    return true;
  }
  return false;
}
