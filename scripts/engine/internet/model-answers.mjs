/** Answer of every model in the test world. */
const text = 'Hello from the test world.';

/**
 * Answers as Anthropic's Messages API does (https://docs.anthropic.com/en/api/messages-streaming), streamed when the
 * request asks for that.
 * @returns {boolean} whether the request was one for a model
 */
export function answersAsModel(request, response, body) {
  if (request.method !== 'POST' || !/^\/v1\/messages(\?|$)/.test(request.url)) return false;
  const question = parsed(body);
  const message = {
    id: 'msg_test',
    type: 'message',
    role: 'assistant',
    model: question.model ?? 'test',
    stop_sequence: null,
  };
  const usage = { input_tokens: 1, output_tokens: 7 };
  if (question.stream !== true) {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ ...message, content: [{ type: 'text', text }], stop_reason: 'end_turn', usage }),
    );
    return true;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (event) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  send({ type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } });
  send({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  send({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  send({ type: 'content_block_stop', index: 0 });
  send({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage });
  send({ type: 'message_stop' });
  response.end();
  return true;
}

/** A body that was too long is stored as its length. Only programs that stream send such bodies. */
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return { stream: true };
  }
}
