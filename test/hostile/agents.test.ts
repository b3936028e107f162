import { it } from 'vitest';
import { CONTENT_MASKS, contentMask, maskRules } from '../../electron/contract/masks.ts';
import { parseFolders } from '../../electron/engine/activity/space-watch.ts';
import { dockerfileProblem } from '../../electron/engine/agent-types/check-dockerfile.ts';
import { parseType } from '../../electron/engine/agent-types/parse-type.ts';
import { promptPattern } from '../../electron/engine/agent-types/prompt-pattern.ts';
import { changedScripts } from '../../electron/engine/changes/package-scripts.ts';
import { parseDiff, wholeFile } from '../../electron/engine/changes/parse-diff.ts';
import { parseCounts, parseFacts, parseList, parseRaw } from '../../electron/engine/changes/parse-list.ts';
import { risksOfPath } from '../../electron/engine/changes/risk-patterns/all.ts';
import { missingProgram } from '../../electron/engine/console/engine-report.ts';
import { hasBell, plainText, unfinishedSequence } from '../../electron/engine/console/plain-text.ts';
import { GreetingReader } from '../../electron/engine/console/shell.ts';
import { isTerminalReply } from '../../electron/engine/console/terminal-reply.ts';
import { packTar, unpackTar } from '../../electron/engine/docker/tar.ts';
import { programName } from '../../electron/engine/egress/asks/ask-program.ts';
import { resolveUser, withUser } from '../../electron/engine/images/passwd.ts';
import { protocolOf } from '../../electron/engine/ports/first-bytes.ts';
import { parseListening } from '../../electron/engine/ports/listening-inside.ts';
import { confineHeaders, judgeHost, leavesPage } from '../../electron/engine/ports/page-policy.ts';
import { TreeReader } from '../../electron/engine/snapshots/parse-tree.ts';
import { readReport } from '../../electron/engine/tasks/attempt-report.ts';
import { readAttempt } from '../../electron/engine/verification/verify-targets.ts';
import { cloneFailure, progressIn } from '../../electron/engine/workspace/copy/clone.ts';
import { withoutLogins } from '../../electron/engine/workspace/copy/git-config.ts';
import { GitIndexError, trackedPaths } from '../../electron/engine/workspace/copy/git-index.ts';
import { IgnoreRuleList } from '../../electron/engine/workspace/copy/ignore-rules.ts';
import { refProblem, repositoryProblem } from '../../electron/engine/workspace/copy/repository-url.ts';
import { sparsePatterns } from '../../electron/engine/workspace/git/sparse-patterns.ts';
import { TEXT_MAX } from '../../electron/transcript/bounds.ts';
import { capturedLines } from '../../electron/transcript/captured.fixture.ts';
import { LineSplitter } from '../../electron/transcript/line-splitter.ts';
import { transcriptReader } from '../../electron/transcript/reader.ts';
import { expectHarmless, type HostileSubject } from '../harness/hostile-input.ts';

const text = (input: Buffer) => input.toString('utf8');
const page = { host: 'scout.localhost', port: 8080 };
const raw = `:100644 100755 ${'a'.repeat(40)} ${'b'.repeat(40)} M\0src/a.ts\0`;
const fact = '[12,"1 2","file",false,"","3","aGk=","abc","",false]\n';
const list = [
  `${'a'.repeat(40)} 1700000000 subject\n`,
  raw,
  'new\0',
  'ignored\0',
  fact,
  '.git/hooks/x\tHook\0',
];
const diff = `diff --git a/a b/a\nindex ${'a'.repeat(40)}..${'b'.repeat(40)} 100644\n--- a/a\n+++ b/a
@@ -1,2 +1,2 @@ heading\n context\n-old\n+new\n\\ No newline at end of file\n`;
const isOrdinary = (error: unknown) => error instanceof Error;

function indexV4(): Buffer {
  const entry = (stripLength: number, name: string) =>
    Buffer.concat([Buffer.alloc(62), Buffer.from([stripLength]), Buffer.from(`${name}\0`)]);
  const head = Buffer.from('DIRC\0\0\0\u0004\0\0\0\u0003', 'latin1');
  return Buffer.concat([head, entry(0, 'src/a.ts'), entry(4, 'b.ts'), entry(0, '.txt')]);
}

/** Input from agents, their images and repositories, and from programs that read these. */
const subjects: HostileSubject[] = [
  {
    name: 'the report of an attempt',
    examples: ['begun\t1700000000', 'code\t0', 'check\t1', 'lost\t', 'refused\tNo space left'],
    parse: (input) => readReport(text(input)),
  },
  ...(['claude-code', 'codex', 'gemini-cli', 'opencode'] as const).map((output) => ({
    name: `what ${output} prints for a task`,
    examples: capturedLines(`${output}-tools`).slice(-8),
    parse: (input: Buffer) => {
      const { line } = transcriptReader(output);
      const events = new LineSplitter().push(`${text(input)}\n`).flatMap(line);
      if (events.some(({ raw }) => raw.length > 2 * TEXT_MAX))
        throw new Error('a line is kept without bounds');
    },
  })),
  {
    name: 'list of changes',
    examples: [`${list.map((part) => part.length).join(' ')}\n${list.join('')}`, '0 0 0 0 0 0\n'],
    parse: parseList,
    mayThrow: isOrdinary,
  },
  { name: 'git diff-index', examples: [raw], parse: parseRaw },
  { name: 'git numstat', examples: ['1\t2\tsrc/a.ts\0-\t-\timage.png\0'], parse: parseCounts },
  { name: 'facts about files', examples: [fact], parse: parseFacts, mayThrow: isOrdinary },
  { name: 'git diff', examples: [diff, 'Binary files a/x and b/x differ\n'], parse: parseDiff },
  { name: 'a new file', examples: ['one\ntwo'], parse: (input) => wholeFile(input, 'added') },
  {
    name: 'package.json',
    examples: ['{"scripts":{"test":"vitest","prepare":"x"}}', '{"scripts":{"toString":{"toString":1}}}'],
    parse: (input) => changedScripts(Buffer.from('{"scripts":{}}'), input),
  },
  {
    name: 'risks of a path',
    examples: ['.git/hooks/pre-commit', 'a/b/.vscode/tasks.json'],
    parse: (i) => risksOfPath(text(i)),
  },
  {
    name: 'find’s listing of a tree',
    examples: ['a/b\0f\x344\x001000:1000\x0012\x001700000000.1\0\0'],
    parse: (input) => new TreeReader().push(input),
  },
  {
    name: 'tar archive',
    examples: [await packTar([{ name: 'etc/x', type: 'file', content: Buffer.from('x') }])],
    parse: unpackTar,
    mayThrow: isOrdinary,
  },
  {
    name: '.git/index',
    examples: [indexV4()],
    parse: (input) => trackedPaths(input),
    mayThrow: (error) => error instanceof GitIndexError,
  },
  {
    name: 'a file with keys or tokens',
    examples: ['-----BEGIN PRIVATE KEY-----\nMII', '//h/:_authToken=x\n', '{"private_key": "-----BEGIN'],
    parse: (input) =>
      ['.npmrc', 'a.json', '.git/config', 'pip.conf'].map((path) =>
        contentMask(path, input.toString('latin1'), CONTENT_MASKS),
      ),
  },
  {
    name: 'settings of git with logins',
    examples: ['[http]\n\textraHeader = A\n[remote "o"]\n\turl = https://me:token@h/a\n'],
    parse: (input) => withoutLogins(text(input)),
  },
  {
    name: 'the rules of a .gitignore',
    examples: ['*.log\n!keep.log\n/build/\n**/a/[[:alpha:]-]?\\ \n'],
    parse: (input) => new IgnoreRuleList(text(input)).verdict('a/build/x.log', false),
  },
  {
    name: 'patterns of a sparse checkout',
    examples: ['/*\n!/docs/\n', '# Hidden from agents by Bulkhead\n/*\n# End of what Bulkhead hides\n'],
    parse: (input) => sparsePatterns(text(input), ['a'], false),
  },
  {
    name: 'a mask, and a path',
    examples: ['**/*a*a*a*b\0x/aaaaaaaaaaaa'],
    parse: (input) => {
      const [mask = '', path = ''] = text(input).split('\0');
      return maskRules([mask, '!*']).patterns.map((pattern) => pattern.matches(path));
    },
  },
  { name: 'a ref', examples: ['refs/heads/main', 'v1.0'], parse: (input) => refProblem(text(input)) },
  {
    name: 'address of a repository',
    examples: ['https://example.com/a/b.git', 'git@example.com:a/b.git', 'file:///x'],
    parse: (input) => repositoryProblem(text(input)),
  },
  {
    name: 'progress and failures of git',
    examples: [
      'remote: Counting objects:  45% (450/1000), 1.20 MiB | 2 MiB/s\r',
      'fatal: Remote branch x not found',
    ],
    parse: (input) => [progressIn(text(input)), cloneFailure(text(input))],
  },
  {
    name: 'Dockerfile',
    examples: ['ARG BASE\nFROM $BASE\nENV A="b c" D=\'e\' \\\n  # no\n  F=g\\ h\nRUN x'],
    parse: (i) => dockerfileProblem(text(i)),
  },
  {
    name: 'type.json',
    examples: [
      '{"label":"Mine","image":"debian","command":["sh"],"egress":{"domains":["a.com"]},"prompts":["> *"]}',
    ],
    parse: (input) => parseType(text(input)),
  },
  {
    name: 'prompt pattern',
    examples: ['*Continue?*', 'a*a*a*Z'],
    parse: (i) => promptPattern(text(i)).test(text(i)),
  },
  {
    name: '/etc/passwd',
    examples: ['root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n'],
    parse: (input) => {
      const files = { passwd: text(input), group: text(input) };
      return [
        resolveUser('node:node', files),
        withUser(files, { uid: 5, gid: 5, name: 'agent' }, '/home/agent'),
      ];
    },
  },
  {
    name: 'terminal output',
    examples: ['\u001b]0;title\u0007text\u001b[31mred\u001b[0m\u0007', '\u001bP+q\u001b\\'],
    parse: (input) => [plainText(text(input)), unfinishedSequence(text(input)), hasBell(text(input))],
  },
  {
    name: 'a terminal’s reply',
    examples: ['\u001b[1;1R\u001b[?1;2c'],
    parse: (input) => isTerminalReply(input),
  },
  {
    name: 'a console’s greeting',
    examples: ['\u001b]bulkhead-console;4711\u0007$ '],
    parse: (input) => {
      const reader = new GreetingReader();
      for (const byte of input.subarray(0, 2_000)) reader.push(Uint8Array.of(byte));
      return [reader.push(input), reader.flush()];
    },
  },
  {
    name: 'a program that is missing',
    examples: ['OCI runtime exec failed: exec failed: unable to start: exec: \\"bash\\": not found'],
    parse: (input) => missingProgram(text(input)),
  },
  {
    name: 'a process’s name',
    examples: ['/usr/bin/node'],
    parse: (input) => programName(text(input), text(input)),
  },
  {
    name: '/proc/net/tcp',
    examples: ['   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 1'],
    parse: (input) => parseListening(text(input).split('\n')),
  },
  {
    name: 'df',
    examples: ['tmpfs 102400 102400 0 100% /tmp'],
    parse: (input) => parseFolders(text(input).split('\n')),
  },
  {
    name: 'answer of a probe',
    examples: ['connected 200', 'ECONNREFUSED'],
    parse: (input) => readAttempt(text(input)),
  },
  {
    name: 'first bytes of a published port',
    examples: ['GET / HTTP/1.1\r\n', '\r\n\r\nPOST /'],
    parse: (i) => protocolOf(i),
  },
  {
    name: 'headers of a published page',
    examples: [
      "default-src 'self'; report-uri /x",
      'a=b; Domain=localhost; Path=/',
      'http://scout.localhost:8080/x',
    ],
    parse: (input) => [
      confineHeaders(['Content-Security-Policy', text(input), 'Set-Cookie', text(input)], page),
      leavesPage(text(input), page),
      judgeHost({ host: text(input), accept: text(input) }, page),
    ],
  },
];

it.each(subjects)('survives hostile input: $name', (subject) => expectHarmless(subject));
