import { GREETING, nextStep, parsedBody, sendJson, startEvents } from './model-step.mjs';

/** What Gemini Code Assist says about a person: onboarded, in a project of its own. */
const CODE_ASSIST = {
  loadCodeAssist: {
    currentTier: { id: 'standard-tier', name: 'Gemini Code Assist' },
    allowedTiers: [{ id: 'standard-tier', name: 'Gemini Code Assist', isDefault: true }],
    cloudaicompanionProject: 'test-project',
  },
  onboardUser: { done: true, response: { cloudaicompanionProject: { id: 'test-project', name: 'Test' } } },
  countTokens: { totalTokens: 1 },
};

/**
 * Answers as Gemini does (https://ai.google.dev/api/generate-content), and as Code Assist, which puts the question into
 * `request` and the answer into `response`. `method`: what follows the colon of the path.
 */
export function answerGemini(response, body, method) {
  const question = parsedBody(body);
  const isCodeAssist = question.request !== undefined;
  const wrapped = (answer) => (isCodeAssist ? { response: answer } : answer);
  switch (method) {
    case 'streamGenerateContent':
      startEvents(response)(wrapped(answerTo(question.request ?? question)));
      return response.end();
    case 'generateContent':
      return sendJson(response, wrapped(answerTo(question.request ?? question)));
    default:
      return sendJson(response, CODE_ASSIST[method] ?? {});
  }
}

/** An object of the schema, of which the program reads the choices. */
function exampleOf({ properties = {} }) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, value.enum?.[0] ?? GREETING]),
  );
}

function answerTo({ contents = [], tools = [], generationConfig = {} }) {
  const parts = contents.filter(({ role }) => role !== 'model').flatMap(({ parts = [] }) => parts);
  const step = nextStep({
    prompt: parts.map(({ text = '' }) => text).join('\n'),
    tools: tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations.map(({ name }) => name)),
    results: parts.flatMap(({ functionResponse }) => (functionResponse ? [functionResponse.response] : [])),
  });
  const schema = generationConfig.responseJsonSchema;
  const text = schema ? JSON.stringify(exampleOf(schema)) : step.text;
  const part = text === undefined ? { functionCall: { name: step.name, args: step.input } } : { text };
  return {
    candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 7, totalTokenCount: 8 },
    modelVersion: 'test',
  };
}
