import { nextStep, parsedBody, sendJson, startEvents } from './model-step.mjs';

const textOf = (content) =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n');

/** The tools of a question, also those that Codex adds as an item, in a namespace. */
function toolsOf(tools) {
  return tools.flatMap((tool) => (tool.type === 'namespace' ? toolsOf(tool.tools ?? []) : [tool]));
}

/**
 * Answers as OpenAI's Responses API does (https://platform.openai.com/docs/api-reference/responses). A tool of free text
 * gets the field `input` of its call.
 */
export function answerResponses(response, body) {
  const { input = [], tools: named = [], model = 'test', stream } = parsedBody(body);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const added = items.flatMap(({ type, tools = [] }) => (type === 'additional_tools' ? tools : []));
  const tools = toolsOf([...named, ...added]);
  const step = nextStep({
    prompt: items.map(({ role, content }) => (role === 'user' ? textOf(content) : '')).join('\n'),
    tools: tools.map(({ name }) => name),
    results: items.filter(({ type }) => /_call_output$/.test(type)).map(({ output }) => output),
  });
  const isFree = tools.some(({ type, name }) => type === 'custom' && name === step.name);
  const item =
    'text' in step
      ? {
          type: 'message',
          id: 'msg_test',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: step.text, annotations: [] }],
        }
      : {
          type: isFree ? 'custom_tool_call' : 'function_call',
          id: `fc_test${step.number}`,
          call_id: `call_test${step.number}`,
          name: step.name,
          ...(isFree ? step.input : { arguments: JSON.stringify(step.input) }),
          status: 'completed',
        };
  const usage = {
    input_tokens: 1,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 7,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 8,
  };
  const whole = { id: 'resp_test', object: 'response', created_at: 0, model, status: 'completed', usage };
  if (stream !== true) return sendJson(response, { ...whole, output: [item] });
  const events = startEvents(response);
  let number = 0;
  const send = (type, data) => events({ type, sequence_number: number++, ...data }, type);
  send('response.created', { response: { ...whole, status: 'in_progress', output: [], usage: null } });
  const started = 'text' in step ? { content: [] } : isFree ? { input: '' } : { arguments: '' };
  send('response.output_item.added', {
    output_index: 0,
    item: { ...item, ...started, status: 'in_progress' },
  });
  if ('text' in step) {
    const place = { item_id: item.id, output_index: 0, content_index: 0 };
    send('response.content_part.added', {
      ...place,
      part: { type: 'output_text', text: '', annotations: [] },
    });
    send('response.output_text.delta', { ...place, delta: step.text });
    send('response.output_text.done', { ...place, text: step.text });
  } else if (!isFree) {
    const place = { item_id: item.id, output_index: 0 };
    send('response.function_call_arguments.delta', { ...place, delta: item.arguments });
    send('response.function_call_arguments.done', { ...place, arguments: item.arguments });
  }
  send('response.output_item.done', { output_index: 0, item });
  send('response.completed', { response: { ...whole, output: [item] } });
  response.end();
}

/** Answers as OpenAI's Chat Completions API does (https://platform.openai.com/docs/api-reference/chat). */
export function answerChat(response, body) {
  const { messages = [], tools = [], model = 'test', stream } = parsedBody(body);
  const step = nextStep({
    prompt: messages.map(({ role, content }) => (role === 'user' ? textOf(content) : '')).join('\n'),
    tools: tools.map((tool) => tool.function?.name),
    results: messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
  });
  const message =
    'text' in step
      ? { role: 'assistant', content: step.text }
      : {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              index: 0,
              id: `call_test${step.number}`,
              type: 'function',
              function: { name: step.name, arguments: JSON.stringify(step.input) },
            },
          ],
        };
  const finish_reason = 'text' in step ? 'stop' : 'tool_calls';
  const usage = { prompt_tokens: 1, completion_tokens: 7, total_tokens: 8 };
  const whole = { id: 'chatcmpl-test', created: 0, model };
  if (stream !== true)
    return sendJson(response, {
      ...whole,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason }],
      usage,
    });
  const send = startEvents(response);
  const chunk = { ...whole, object: 'chat.completion.chunk' };
  send({ ...chunk, choices: [{ index: 0, delta: message, finish_reason: null }] });
  send({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason }], usage });
  send('[DONE]');
  response.end();
}
