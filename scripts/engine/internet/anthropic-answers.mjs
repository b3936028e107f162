import { nextStep, parsedBody, sendJson, startEvents } from './model-step.mjs';

/** Answers as Anthropic's Messages API does (https://docs.anthropic.com/en/api/messages-streaming). */
export function answerMessages(response, body) {
  const question = parsedBody(body);
  const block = nextBlock(question);
  const message = {
    id: 'msg_test',
    type: 'message',
    role: 'assistant',
    model: question.model ?? 'test',
    stop_sequence: null,
  };
  const stop_reason = block.type === 'tool_use' ? 'tool_use' : 'end_turn';
  const usage = { input_tokens: 1, output_tokens: 7 };
  if (question.stream !== true)
    return sendJson(response, { ...message, content: [block], stop_reason, usage });
  const events = startEvents(response);
  const send = (event) => events(event, event.type);
  const { start, delta } = partsOf(block);
  send({ type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } });
  send({ type: 'content_block_start', index: 0, content_block: start });
  send({ type: 'content_block_delta', index: 0, delta });
  send({ type: 'content_block_stop', index: 0 });
  send({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage });
  send({ type: 'message_stop' });
  response.end();
}

/** The next tool call of the prompt, what the last one returned, or the greeting. */
export function nextBlock({ messages = [], tools = [] }) {
  const blocks = messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content));
  const step = nextStep({
    prompt: blocks.map(({ type, text }) => (type === 'text' ? text : '')).join('\n'),
    tools: tools.map(({ name }) => name),
    results: blocks.filter(({ type }) => type === 'tool_result').map(({ content }) => content),
  });
  if ('text' in step) return { type: 'text', text: step.text };
  return { type: 'tool_use', id: `toolu_test${step.number}`, name: step.name, input: step.input };
}

function partsOf(block) {
  if (block.type === 'text')
    return { start: { type: 'text', text: '' }, delta: { type: 'text_delta', text: block.text } };
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
  return { start: { ...block, input: {} }, delta };
}
