import { it } from 'vitest';
import { parseDomain } from '../../electron/contract/allowed-domain.ts';
import { pathFromBytes } from '../../electron/contract/change-path.ts';
import { splitCommand } from '../../electron/contract/command-line.ts';
import { agentFileSchema } from '../../electron/contract/files/agent-file.ts';
import { egressFileSchema, setsFileSchema } from '../../electron/contract/files/egress-file.ts';
import { readYaml } from '../../electron/contract/files/read-yaml.ts';
import { parseHostPattern } from '../../electron/contract/host-pattern.ts';
import { looksLikeKey, looksLikeKeyName } from '../../electron/contract/key-looks.ts';
import { parsePortMappings } from '../../electron/contract/ports.ts';
import { readRuleId } from '../../electron/contract/rule-id.ts';
import { parseMemory } from '../../electron/contract/sizes.ts';
import { clientMessageSchema } from '../../electron/contract/wire.ts';
import { plainText, spansOf } from '../../renderer/ansi/spans.ts';
import { visibleParts } from '../../renderer/changes/visible-text.ts';
import { ControlFilter } from '../../renderer/console/output/control-filter.ts';
import { cleanPaste, describePaste } from '../../renderer/console/paste.ts';
import { countCharacters, parseCopyRequest } from '../../renderer/console/requests/copy-request.ts';
import { parseOsc9, parseOsc777 } from '../../renderer/console/requests/notification-request.ts';
import { readRule, ruleFormOf } from '../../renderer/egress/rule-form.ts';
import { readBuildArgs } from '../../renderer/images/image-labels.ts';
import { compileFilter } from '../../renderer/logs/log-filter.ts';
import { levelOf } from '../../renderer/logs/log-level.ts';
import { expectHarmless, type HostileSubject } from '../harness/hostile-input.ts';

const text = (input: Buffer) => input.toString('utf8');

const agentFile = `version: 1
name: scout
type: claude-code
workspace:
  kind: volume
egress:
  mode: allowlist
  domains: [example.com, "*.example.org:8443"]
  rules:
    - {effect: allow, host: api.example.com, methods: [GET], paths: [/v1]}
env: {A: b}
`;

/** Input of the window: files of projects, output of agents, pasted and typed text. */
const subjects: HostileSubject[] = [
  {
    name: 'bulkhead.yaml',
    examples: [agentFile, 'a: &b [*b]'],
    parse: (i) => readYaml(text(i), agentFileSchema),
  },
  {
    name: 'file of egress rules',
    examples: ['version: 1\nmode: allowlist\nrules:\n  - {host: a.com}\n', 'version: 1\nsets: []\n'],
    parse: (input) => [readYaml(text(input), egressFileSchema), readYaml(text(input), setsFileSchema)],
  },
  {
    name: 'a line of a log',
    examples: [
      '\u001b[1;38;5;208mERROR\u001b[0m level=warn {"level":50} progress 1%\rprogress 2%',
      '\u001b]8;;http://x\u0007y',
    ],
    parse: (input) => [plainText(text(input)), spansOf(text(input)), levelOf(text(input))],
  },
  {
    name: 'filter of logs',
    examples: ['error.*code.*refused', '(a+)+$', '[a-z]{1,20}'],
    parse: (input) => {
      const pattern = text(input).slice(0, 300);
      const filter = compileFilter({ text: pattern, isRegex: true, matchCase: false });
      return filter.ok && filter.test?.('a error of code that was refused'.repeat(20));
    },
  },
  {
    name: 'output of a console',
    examples: ['text\u001b[2147483647L\u001b]0;t\u0007\u001bPq\u001b\\', '\u009b31m'],
    parse: (input) => {
      const filter = new ControlFilter();
      return filter.push(text(input), { columns: 80, rows: 24 });
    },
  },
  {
    name: 'what a program asks to copy',
    examples: ['c;aGVsbG8=', 'p;4pyT', ';?'],
    parse: (input) => {
      const request = parseCopyRequest(text(input));
      return request && countCharacters(request.text);
    },
  },
  {
    name: 'a notification of a program',
    examples: ['Build done', '4;1;50', 'notify;Build;done;really'],
    parse: (input) => [parseOsc9(text(input)), parseOsc777(text(input))],
  },
  { name: 'a paste', examples: ['one\r\ntwo\u001b[201~'], parse: (i) => describePaste(cleanPaste(text(i))) },
  {
    name: 'a name with hidden characters',
    examples: ['a\u202eb\u200bc\udc80'],
    parse: (i) => visibleParts(text(i)),
  },
  {
    name: 'a path',
    examples: [Buffer.from([0x61, 0xff, 0x2f, 0xe2, 0x80])],
    parse: (input) => pathFromBytes(input),
  },
  {
    name: 'a command line',
    examples: ['sh -c "a \\"b\\" \'c\'" d\\ e'],
    parse: (i) => splitCommand(text(i)),
  },
  {
    name: 'a host',
    examples: ['*.example.com:443', 'bücher.example', 'xn--bcher-kva.example'],
    parse: (input) => [parseHostPattern(text(input)), parseDomain(text(input))],
  },
  {
    name: 'a rule as typed',
    examples: ['example.com', '80, 443', '/v1 /v2'],
    parse: (input) =>
      readRule({
        ...ruleFormOf(undefined),
        host: text(input),
        ports: text(input),
        paths: text(input),
        note: text(input),
      }),
  },
  { name: 'ports as typed', examples: ['3000, 8080:80'], parse: (i) => parsePortMappings(text(i)) },
  { name: 'a size as typed', examples: ['1.5 GiB', '512m'], parse: (i) => parseMemory(text(i)) },
  {
    name: 'id of a rule',
    examples: ['set:GitHub:allow:*.github.com#0123456789ab#2'],
    parse: (i) => readRuleId(text(i)),
  },
  {
    name: 'what looks like a key',
    examples: [
      'sk-abcdefghijklmnop',
      'https://user:pass@host',
      '-----BEGIN RSA PRIVATE KEY-----',
      'eyJabcdefghijk.eyJabcdefghijk.',
    ],
    parse: (input) => [looksLikeKey(text(input)), looksLikeKeyName(text(input))],
  },
  { name: 'build arguments', examples: ['A=b\nC=d e\n'], parse: (i) => readBuildArgs(text(i)) },
  {
    name: 'a message of the window',
    examples: ['{"t":"call","id":1,"name":"agent.list","input":{}}', '{"t":"ack","id":1,"size":5}'],
    parse: (input) => clientMessageSchema.safeParse(JSON.parse(text(input))),
    mayThrow: (error) => error instanceof SyntaxError,
  },
];

it.each(subjects)('survives hostile input: $name', (subject) => expectHarmless(subject));
