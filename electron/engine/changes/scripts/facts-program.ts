import { FOLDER_MOUNT } from './mounts.ts';

/** Contents that one look reads at most; of what is beyond, only size and times are told. */
const BUDGET_BYTES = 256 * 1024 * 1024;
/** A larger file is not read for a list. */
const LARGE_BYTES = 16 * 1024 * 1024;

/**
 * A Node program for the toolbox. Input: NUL-terminated paths. Output: a line of JSON for each, null for what is not
 * there any more: [size, stamp, kind, executable, target, lines, first bytes, object id, where a symlink leads, whether
 * the path lies in a repository of git's own layout].
 *
 * Lines are counted after the empty name, where new files are named. What was read is remembered by its times until the
 * toolbox ends; a file that changed less than two seconds ago is read again, since its times may not tell the next change.
 * With the argument "all" every file is read, however large. A symlink is followed part by part, as the system does it: through other links, and up from where those lead.
 */
export const FACTS = `
const fs = require('fs'), path = require('path'), crypto = require('crypto');
const ROOT = '${FOLDER_MOUNT}', MEMORY = '/tmp/facts.json', ALL = process.argv[1] === 'all';
const LARGE = ALL ? Infinity : ${LARGE_BYTES};
let budget = ALL ? Infinity : ${BUDGET_BYTES}, counting = false, out = [];
const input = fs.readFileSync(0), chunk = Buffer.alloc(1 << 20), now = Date.now();
let known = {}, kept = {};
try { known = JSON.parse(fs.readFileSync(MEMORY, 'utf8')); } catch {}
function read(name, s) {
  if (s.size > budget || s.size > LARGE) return [null, firstBytes(name), ''];
  budget -= s.size;
  const stamp = [s.size, s.mtimeMs, s.ctimeMs, s.ino].join(':'), key = name.toString('latin1');
  if (known[key] && known[key][0] === stamp) { kept[key] = known[key]; return known[key].slice(1); }
  const fd = fs.openSync(name, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
  try {
    const hash = crypto.createHash('sha1').update('blob ' + s.size + '\\0');
    let lines = 0, done = 0, last = 10, magic = '', binary = false;
    for (let got; (got = fs.readSync(fd, chunk, 0, chunk.length, null)) > 0; done += got) {
      const part = chunk.subarray(0, got);
      if (done === 0 && part.subarray(0, 8000).includes(0)) {
        binary = true;
        magic = part.subarray(0, 8).toString('base64');
      }
      if (!binary) for (let at = -1; (at = part.indexOf(10, at + 1)) >= 0; ) lines++;
      last = part[got - 1];
      hash.update(part);
    }
    const found = [binary ? null : lines + (last === 10 ? 0 : 1), magic, done === s.size ? hash.digest('hex') : ''];
    if (now - s.ctimeMs > 2000) kept[key] = [stamp, ...found];
    return found;
  } finally { fs.closeSync(fd); }
}
function firstBytes(name) {
  const fd = fs.openSync(name, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
  try { return chunk.subarray(0, Math.min(8, fs.readSync(fd, chunk, 0, 8, 0))).toString('base64'); }
  finally { fs.closeSync(fd); }
}
const bytes = (text) => Buffer.from(text, 'latin1');
function leads(name, target) {
  let at = path.posix.join(ROOT, path.posix.dirname(name.toString('latin1')));
  const to = target.toString('latin1');
  if (to === '' || to.startsWith('/')) return 'outside';
  for (const part of to.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') at = path.posix.dirname(at);
    else {
      const next = at + '/' + part;
      try { at = fs.realpathSync.native(bytes(next), 'buffer').toString('latin1'); }
      catch (error) { if (error.code !== 'ENOENT') return 'outside'; at = next; }
    }
    if (at !== ROOT && !at.startsWith(ROOT + '/')) return 'outside';
  }
  return at.slice(ROOT.length + 1).split('/').some(isGit) ? 'git' : 'inside';
}
const isGit = (part) => /^(\\.git[. ]*|git~\\d+)$/i.test(part);
const layouts = new Map();
function isRepository(folder) {
  if (!layouts.has(folder)) {
    let names = new Set();
    try { names = new Set(fs.readdirSync(bytes(ROOT + '/' + folder), 'latin1').map((name) => name.toLowerCase())); } catch {}
    layouts.set(folder, names.has('head') && ['objects', 'refs', 'config'].some((name) => names.has(name)));
  }
  return layouts.get(folder);
}
function inRepository(name) {
  const parts = name.toString('latin1').split('/').slice(0, -1);
  return ['', ...parts].some((_, index) => isRepository(parts.slice(0, index).join('/')));
}
for (let at = 0; at < input.length; ) {
  const end = input.indexOf(0, at), name = input.subarray(at, end);
  at = end + 1;
  if (name.length === 0) { counting = true; continue; }
  try {
    const s = fs.lstatSync(name);
    const kind = s.isSymbolicLink() ? 'symlink' : s.isDirectory() ? 'folder' : s.isFile() ? 'file' : 'other';
    const target = kind === 'symlink' ? fs.readlinkSync(name, 'buffer') : Buffer.alloc(0);
    const [lines, magic, object] = kind === 'file' ? read(name, s) : [null, '', ''];
    out.push(JSON.stringify([
      s.size, s.mtimeMs + ':' + s.ctimeMs, kind, (s.mode & 0o111) !== 0, target.toString('base64'),
      counting ? lines : null, counting ? magic : '', object, kind === 'symlink' ? leads(name, target) : '', inRepository(name),
    ]));
  } catch { out.push('null'); }
  if (out.length === 1000) { fs.writeSync(1, out.join('\\n') + '\\n'); out = []; }
}
if (out.length) fs.writeSync(1, out.join('\\n') + '\\n');
if (!ALL) try { fs.writeFileSync(MEMORY, JSON.stringify(kept)); } catch {}
`;
