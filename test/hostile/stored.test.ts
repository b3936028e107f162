import { createHash } from 'node:crypto';
import { it } from 'vitest';
import { BUILTIN_ACCOUNTS } from '../../electron/contract/builtin-accounts.ts';
import { AppFailure } from '../../electron/contract/error.ts';
import { readAccount } from '../../electron/contract/read-account.ts';
import { journalSchema } from '../../electron/engine/changes/apply/journal.ts';
import { readChainLine } from '../../electron/engine/egress/audit/audit-chain.ts';
import { parseSeccompProfile } from '../../electron/engine/seccomp/seccomp-profile.ts';
import { parseTask } from '../../electron/engine/tasks/task-store.ts';
import { HostLog, hostLogLine } from '../../electron/main/host-log.ts';
import { pageFile } from '../../electron/main/page-file.ts';
import { checkValue, firstLine } from '../../electron/secrets/check-value.ts';
import { readSecretsFile } from '../../electron/secrets/secrets-file.ts';
import { readSettings } from '../../electron/settings/settings-file.ts';
import { verifyChain } from '../../scripts/audit/verify-chain.mjs';
import { expectHarmless, type HostileSubject } from '../harness/hostile-input.ts';

const text = (input: Buffer) => input.toString('utf8');

/** Returns a line of the audit with a valid hash for any record. */
function chainLine(record: string): string {
  const body = `"prev":"${'0'.repeat(64)}","n":0,"record":${record}}`;
  return `{"hash":"${createHash('sha256').update(body).digest('hex')}",${body}`;
}

const secret = {
  id: 'a'.repeat(24),
  name: 'Key',
  kind: 'custom',
  source: { kind: 'stored' },
  createdAt: 1,
};

/** Input from the app's own files, which a crash, a full disk or another program may have damaged. */
const subjects: HostileSubject[] = [
  {
    name: 'settings.json',
    examples: ['{"version":1,"theme":"dark","window":{"width":900,"height":600}}', '{}'],
    parse: (input) => readSettings(text(input)),
  },
  {
    name: 'secrets.json',
    examples: [JSON.stringify({ version: 1, secrets: [{ record: secret, encrypted: 'abc' }] }), '{}'],
    parse: (input) => readSecretsFile(text(input)),
  },
  {
    name: 'the file of a task',
    examples: [
      `{"version":1,"id":"${'a'.repeat(12)}","title":"t","prompt":"p","project":"/p","check":"","createdAt":1,"attempts":[]}`,
    ],
    parse: (input) => parseTask(text(input)),
  },
  {
    name: 'the sign-in of another program',
    examples: [
      '{"claudeAiOauth":{"accessToken":"sk-ant-oat01-a","refreshToken":"sk-ant-ort01-b","expiresAt":1,"scopes":["a"]}}',
      '{"tokens":{"id_token":"e30.e30.a","access_token":"e30.e30.aaa","refresh_token":"rt_aaaaaa","account_id":"a"}}',
      'sk-ant-oat01-a',
    ],
    parse: (input) => BUILTIN_ACCOUNTS.map(({ provider }) => readAccount(text(input), provider)),
  },
  {
    name: 'a line of the audit',
    examples: [chainLine('{"type":"gateway","at":1,"instance":"a"}'), chainLine('{')],
    parse: (input) => readChainLine(text(input)),
  },
  {
    name: 'a record of the audit',
    examples: [
      '{"type":"gateway","at":1,"instance":"a"}',
      '{"type":"missed","at":1,"instance":"a","count":2}',
    ],
    parse: (input) => readChainLine(chainLine(text(input))),
  },
  {
    name: 'an exported audit',
    examples: [
      `${chainLine('{"type":"export","at":1,"agentId":"a"}')}\n${chainLine('{"type":"end","at":1}')}\n`,
    ],
    parse: (input) => verifyChain(text(input)),
  },
  {
    name: 'journal of an apply',
    examples: [
      '{"version":1,"applyId":"a","agentId":"b","folder":"/x","at":1,"state":"writing","entries":[{"path":"a","before":{"kind":"absent"},"after":{"kind":"file","mode":420,"object":"x"}}],"madeFolders":[]}',
    ],
    parse: (input) => journalSchema.safeParse(JSON.parse(text(input))),
    mayThrow: (error) => error instanceof SyntaxError,
  },
  {
    name: 'seccomp profile',
    examples: [
      '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mount"],"action":"SCMP_ACT_ERRNO"}]}',
    ],
    parse: (input) => parseSeccompProfile(text(input)),
    mayThrow: (error) => error instanceof AppFailure && error.error.type === 'seccomp-invalid',
  },
  {
    name: 'output of the engine host',
    examples: ['{"time":"x","level":"info","message":"y"}\nplain\r\n'],
    parse: (input) => {
      const lines: string[] = [];
      const log = new HostLog((line) => lines.push(hostLogLine(line, 'warn', 0)));
      for (let at = 0; at < input.length; at += 997) log.push(input.subarray(at, at + 997));
      log.end();
      return lines;
    },
  },
  {
    name: 'value of a secret',
    examples: ['sk-1234567890abcdef\n', 'two words'],
    parse: (input) => [checkValue(text(input)), firstLine(text(input))],
  },
  {
    name: 'address of the page',
    examples: ['app://bulkhead/index.html'],
    parse: (input) => pageFile('/app', text(input)),
  },
];

it.each(subjects)('survives hostile input: $name', (subject) => expectHarmless(subject));
