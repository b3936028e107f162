import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request of git over HTTP for the bare repositories in a folder, as Apache does with `git http-backend`. */
export function serveGit(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: request.headers['git-protocol']?.toString() ?? '',
      // receive-pack takes pushes of those alone who logged in.
      REMOTE_USER: 'tester',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  let head = '';
  const readHead = (chunk: Buffer) => {
    head += chunk.toString('latin1');
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    backend.stdout.removeListener('data', readHead);
    const headers = head
      .slice(0, end)
      .split('\r\n')
      .map((line) => line.split(/: (.*)/));
    const status = headers.find(([name]) => name === 'Status')?.[1];
    response.statusCode = status === undefined ? 200 : Number(status.slice(0, 3));
    for (const [name = '', value = ''] of headers) if (name !== 'Status') response.setHeader(name, value);
    response.write(Buffer.from(head.slice(end + 4), 'latin1'));
    backend.stdout.pipe(response);
  };
  backend.stdout.on('data', readHead);
  backend.on('close', () => response.end());
}
