/**
 * `npm run audit:verify PATH…`: finds changed, removed and reordered lines in audit files and exports. Of a folder all
 * audit files are checked, those in its folders too. Exits with 1 when something is wrong, and with 2 when a file
 * cannot be read. Several files of one folder must be given in their order.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { verifyChain } from './audit/verify-chain.mjs';

const AUDIT_FILE = /^audit-\d{6,}\.jsonl$/;

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error('usage: npm run audit:verify PATH…');
  process.exit(2);
}

let broken = false;
/** Each folder is a chain of its own. */
const lastOf = new Map();
for (const path of paths.flatMap(filesOf)) {
  try {
    const after = lastOf.get(dirname(path));
    const { problems, lines, first, last } = verifyChain(readFileSync(path, 'utf8'), {
      ...(after ? { after } : {}),
      ...expectedEnds(path),
    });
    lastOf.set(dirname(path), last);
    broken ||= problems.length > 0;
    for (const { line, message } of problems) console.error(`${path}: line ${line} ${message}`);
    if (problems.length === 0) {
      const from = first ? `, from record ${first} on (older files were not given or are rotated away)` : '';
      console.log(`${path}: ${lines} ${lines === 1 ? 'line' : 'lines'}, whole and in order${from}`);
    }
  } catch (error) {
    console.error(`${path}: cannot be read: ${error.message}`);
    process.exit(2);
  }
}
process.exit(broken ? 1 : 0);

/** The path itself when it is no folder, also one that does not exist. */
function filesOf(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  return [...auditFiles(path).map((name) => join(path, name)), ...folders.sort().flatMap(filesOf)];
}

function auditFiles(folder) {
  return readdirSync(folder)
    .filter((file) => AUDIT_FILE.test(file))
    .sort();
}

/** The files beside an audit file, which determine where it must begin and end. */
function expectedEnds(path) {
  const folder = dirname(path);
  const name = basename(path);
  if (!AUDIT_FILE.test(name)) return {};
  const files = auditFiles(folder);
  const at = files.indexOf(name);
  const before = files[at - 1];
  const expected = {};
  if (before) {
    const { last } = verifyChain(readFileSync(join(folder, before), 'utf8'));
    if (last) expected.after = last;
  }
  const following = files[at + 1];
  const headPath = join(folder, 'head.json');
  if (following) {
    const first = /^\{"hash":"[0-9a-f]{64}","prev":"([0-9a-f]{64})","n":(\d+),/.exec(
      readFileSync(join(folder, following), 'utf8').slice(0, 300),
    );
    if (first) expected.head = { hash: first[1], n: Number(first[2]) - 1 };
  } else if (existsSync(headPath)) expected.head = JSON.parse(readFileSync(headPath, 'utf8'));
  return expected;
}
