/** Answer of every model in the test world. */
const GREETING = 'Hello from the test world.';

/**
 * Answers as Anthropic's Messages API does (https://docs.anthropic.com/en/api/messages-streaming), streamed when the
 * request asks for that. A prompt's lines `call TOOL {…}` make the model call these tools one after the other; its last
 * answer is then what the last tool returned.
 * @returns {boolean} whether the request was one for a model
 */
export function answersAsModel(request, response, body) {
  if (request.method !== 'POST' || !/^\/v1\/messages(\?|$)/.test(request.url)) return false;
  const question = parsed(body);
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
  if (question.stream !== true) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...message, content: [block], stop_reason, usage }));
    return true;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (event) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const { start, delta } = partsOf(block);
  send({ type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } });
  send({ type: 'content_block_start', index: 0, content_block: start });
  send({ type: 'content_block_delta', index: 0, delta });
  send({ type: 'content_block_stop', index: 0 });
  send({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage });
  send({ type: 'message_stop' });
  response.end();
  return true;
}

/** The next tool call of the prompt, what the last one returned, or the greeting. */
export function nextBlock({ messages = [], tools = [] }) {
  const blocks = messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content));
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const prompt = blocks.map(({ type, text }) => (type === 'text' ? text : '')).join('\n');
  const calls = [...prompt.matchAll(/^call (\S+) (\{.*\})$/gm)].filter(([, name]) =>
    tools.some((tool) => tool.name === name),
  );
  const call = calls[results.length];
  if (call) {
    const [, name, input] = call;
    return { type: 'tool_use', id: `toolu_test${results.length}`, name, input: JSON.parse(input) };
  }
  return { type: 'text', text: calls.length > 0 ? JSON.stringify(results.at(-1)?.content) : GREETING };
}

function partsOf(block) {
  if (block.type === 'text')
    return { start: { type: 'text', text: '' }, delta: { type: 'text_delta', text: block.text } };
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
  return { start: { ...block, input: {} }, delta };
}

/** A body that is no JSON comes from a program that streams. */
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return { stream: true };
  }
}
