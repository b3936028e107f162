// The beginning of the single-file program that single-file.mjs writes. The chunks are texts in a comment at the end of
// the file, because Node takes far longer to parse all of them as code than the few that a command needs. The names below
// stand before this text; the chunk that runs first is code, to save the time of reading and compiling it apart.
/* global ENTRY, readChunkTable, runEntry */

const {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

/** Compiling shorter chunks takes no longer than reading another file. */
const KEPT_FROM_BYTES = 4096;
/** Modules of Node that take a millisecond and more to load. Their functions use no "this". */
const LATE = new Set(['child_process', 'crypto', 'fs/promises', 'http', 'https', 'net', 'tls', 'zlib']);
const PARAMETERS = 'exports, require, module, __filename, __dirname';

const modules = new Map();
/** Scripts that were compiled in this process, by the names of their files in `folder`. */
const compiled = new Map();
let folder;
let table;
let program;

function chunks() {
  table ??= readChunkTable();
  return table;
}

/** The file stays open, so that a newer program in its place does not change the one that runs. */
function openProgram() {
  if (!program) {
    const file = openSync(__filename, 'r');
    program = { file, size: fstatSync(file).size };
  }
  return program;
}

function readAt(file, size, position) {
  const bytes = Buffer.allocUnsafe(size);
  let read = 0;
  while (read < size) {
    const count = readSync(file, bytes, read, size - read, position + read);
    if (count === 0) throw new Error('the program was cut off');
    read += count;
  }
  return bytes;
}

function textOf({ fromEnd, size, isPacked }) {
  const { file, size: programSize } = openProgram();
  const bytes = Buffer.from(readAt(file, size, programSize - fromEnd).latin1Slice(), 'base64');
  return (isPacked ? require('node:zlib').brotliDecompressSync(bytes) : bytes).utf8Slice();
}

/** Returns the kept code of a file that nobody else can have written; V8 checks whether it fits its version. */
function readCompiled(name) {
  let file;
  try {
    file = openSync(join(folder, name), 'r');
    const { size, uid, mode } = fstatSync(file);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOwn ? readAt(file, size, 0) : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const keptName = (name) => `${name}-${chunks()[name].hash}`;

function compile(name) {
  const chunk = chunks()[name];
  const text = textOf(chunk);
  const isKept = folder !== undefined && text.length >= KEPT_FROM_BYTES;
  const cachedData = isKept ? readCompiled(keptName(name)) : undefined;
  const filename = join(__dirname, name);
  const script = new Script(`(function (${PARAMETERS}) { ${text}\n})`, { filename, cachedData });
  if (isKept && (cachedData === undefined || script.cachedDataRejected)) compiled.set(keptName(name), script);
  return script.runInThisContext();
}

function load(name) {
  const present = modules.get(name);
  if (present) return present.exports;
  const module = { exports: {} };
  modules.set(name, module);
  if (name === ENTRY) runEntry(module.exports, requireChunk, module, keepCompiledCode);
  else compile(name)(module.exports, requireChunk, module, __filename, __dirname);
  return module.exports;
}

function requireChunk(id) {
  if (id.startsWith('./')) return load(id.slice(2));
  return LATE.has(id.replace(/^node:/, '')) ? late(id) : require(id);
}

/** A module that is loaded when something of it is first used. */
function late(id) {
  return new Proxy(
    {},
    {
      get: (_target, name) => require(id)[name],
      has: (_target, name) => name in require(id),
      ownKeys: () => Reflect.ownKeys(require(id)),
      getOwnPropertyDescriptor: (_target, name) => {
        const descriptor = Object.getOwnPropertyDescriptor(require(id), name);
        return descriptor && { ...descriptor, configurable: true };
      },
    },
  );
}

/** Uses code that an earlier process compiled, of chunks that are loaded from now on, and keeps it for later ones. */
function keepCompiledCode(path) {
  folder = path;
  process.once('exit', () => {
    try {
      writeCompiled();
    } catch {
      // A later process compiles again.
    }
  });
}

function writeCompiled() {
  if (compiled.size === 0) return;
  mkdirSync(folder, { mode: 0o700, recursive: true });
  for (const [name, script] of compiled) {
    const temporary = join(folder, `${name}.${process.pid}`);
    writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
    renameSync(temporary, join(folder, name));
  }
  const current = new Set(Object.keys(chunks()).map(keptName));
  for (const name of readdirSync(folder)) if (!current.has(name)) rmSync(join(folder, name), { force: true });
}

load(ENTRY);
// A program that loads its next chunk hours later reads it from this file.
openProgram();
