import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/**
 * A git repository with one commit, for git's own client over HTTPS (the protocol of plain files: Documentation/
 * gitprotocol-http, "Dumb clients"). It is a private one: without a name and a password there is nothing to see.
 */
const objects = new Map();

function object(type, content) {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash('sha1').update(bytes).digest('hex');
  objects.set(`objects/${id.slice(0, 2)}/${id.slice(2)}`, deflateSync(bytes));
  return id;
}

const blob = object('blob', Buffer.from('private\n'));
const tree = object('tree', Buffer.concat([Buffer.from('100644 README\0'), Buffer.from(blob, 'hex')]));
const who = 'Nobody <nobody@example.test> 1700000000 +0000';
const commit = object('commit', Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nFirst\n`));
const files = new Map([
  ['HEAD', Buffer.from('ref: refs/heads/main\n')],
  ['info/refs', Buffer.from(`${commit}\trefs/heads/main\n`)],
  ...objects,
]);

/** Answers a request below `…/NAME.git/`; false when the path is another one. */
export function answerGit(request, response) {
  const match = /^\/[\w-]+\/[\w-]+\.git\/([^?]+)/.exec(request.url);
  if (!match) return false;
  if (!/^Basic /.test(request.headers.authorization ?? '')) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="private"' }).end();
    return true;
  }
  const content = files.get(match[1]);
  if (content) response.writeHead(200, { 'content-type': 'text/plain' }).end(content);
  else response.writeHead(404).end();
  return true;
}
