/** Answer of every model in the test world. */
export const GREETING = 'Hello from the test world.';

/** What each program's tool for new files takes. */
const WRITERS = {
  Write: (file_path, content) => ({ file_path, content }),
  write_file: (file_path, content) => ({ file_path, content }),
  write: (filePath, content) => ({ filePath, content }),
  exec: (path, content) => {
    const cmd = JSON.stringify(`printf %s '${content}' > ${path}`);
    return { input: `await tools.exec_command({ cmd: ${cmd} })` };
  },
};

/**
 * What a model does next. A prompt's lines `call TOOL {…}` make it call these tools one after the other; its last answer
 * is then what the last tool returned. A line `Write "TEXT" into FILE` makes it write a line into /workspace/FILE.
 * @param {{ prompt: string, tools: readonly (string | undefined)[], results: readonly unknown[] }} conversation
 *   `prompt`: all that the person wrote; `tools`: the names of those that the program has; `results`: what tools returned
 * @returns {{ name: string, input: object, number: number } | { text: string }}
 */
export function nextStep({ prompt, tools, results }) {
  const task = /^Write "(.+)" into (\S+)$/m.exec(prompt);
  if (task) return writeFile(task, tools, results);
  const calls = [...prompt.matchAll(/^call (\S+) (\{.*\})$/gm)].filter(([, name]) => tools.includes(name));
  const call = calls[results.length];
  if (call) return { name: call[1], input: JSON.parse(call[2]), number: results.length };
  return { text: calls.length > 0 ? JSON.stringify(results.at(-1)) : GREETING };
}

function writeFile([, text, file], tools, results) {
  const name = Object.keys(WRITERS).find((writer) => tools.includes(writer));
  if (name === undefined) return { text: GREETING };
  if (results.length > 0) return { text: `${file} is written.` };
  return { name, input: WRITERS[name](`/workspace/${file}`, `${text}\n`), number: 0 };
}

/** A body that is no JSON comes from a program that streams. */
export function parsedBody(body) {
  try {
    return JSON.parse(body);
  } catch {
    return { stream: true };
  }
}

/** Begins an answer of server-sent events. Returns what sends one; `type` also names it, where the protocol does that. */
export function startEvents(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  return (data, type) =>
    response.write(
      `${type ? `event: ${type}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
    );
}

export function sendJson(response, value) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}
