import { it } from 'vitest';
import { z } from 'zod';
import { issueAt, repositoryOf } from '../../electron/contract/forge-address.ts';
import { CLIENTS } from '../../electron/engine/forge/clients/clients.ts';
import { issuePrompt } from '../../electron/engine/forge/issue-prompt.ts';
import { originIn } from '../../electron/engine/forge/origin.ts';
import { AddedLines } from '../../electron/engine/forge/scan/added-lines.ts';
import { SecretScanner } from '../../electron/engine/forge/scan/secret-scanner.ts';
import { expectHarmless, type HostileSubject } from '../harness/hostile-input.ts';

const text = (input: Buffer) => input.toString('utf8');
const isUnderstood = (error: unknown) => error instanceof SyntaxError || error instanceof z.ZodError;

function scan(input: Buffer): unknown {
  const scanner = new SecretScanner();
  const lines = new AddedLines((block) => scanner.scan(block));
  for (let at = 0; at < input.length; at += 997) lines.push(text(input.subarray(at, at + 997)));
  lines.end();
  return scanner.findings;
}

const issueCall = CLIENTS.github.issue('o/p', 7);

/** What forges, their users and agents write. */
const subjects: HostileSubject[] = [
  {
    name: 'the settings of a repository',
    examples: ['[core]\n\tbare = false\n[remote "origin"]\n\turl = "https://h.test/o/p" ; x\n'],
    parse: (input) => originIn(text(input)),
  },
  {
    name: 'the address of a repository',
    examples: ['https://u@h.test:8443/a/b/c.git', 'git@h.test:a/b.git', 'ssh://git@h.test:22/a/b'],
    parse: (input) => repositoryOf(text(input)),
  },
  {
    name: 'the address of an issue',
    examples: ['https://h.test/a/b/-/work_items/12?x#y'],
    parse: (input) => issueAt(text(input)),
  },
  {
    name: 'an issue in the answer of a forge',
    examples: ['{"title":"a","body":"b\\r\\n\\u202e","user":{"login":"c"},"html_url":"d"}'],
    parse: (input) => {
      const issue = issueCall.read(JSON.parse(text(input)));
      return issuePrompt({ name: 'o/p#7', issue, comments: [], mark: 'm' });
    },
    mayThrow: isUnderstood,
  },
  {
    name: 'what commits add',
    examples: [
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,0 +2,2 @@\n+token = "glpat-aB3dE6gH9jK2mN5pQ8sT"\n+api_key: sk_live_x\n',
    ],
    parse: scan,
  },
];

it.each(subjects)('survives hostile input: $name', (subject) => expectHarmless(subject));
