import { describe, expect, it } from 'vitest';
import { dockerfileProblem, readInstructions } from './check-dockerfile.ts';

const START = 'ARG BASE\nFROM $BASE\n';
const problem = (text: string) => dockerfileProblem(`${START}${text}`);

describe('readInstructions', () => {
  it('joins continued lines and leaves comments out', () => {
    expect(readInstructions('# top\nFROM a\n\nrun one \\\n  # between\n  && two\nUSER x')).toEqual([
      { keyword: 'FROM', rest: 'a', line: 2 },
      { keyword: 'RUN', rest: expect.stringMatching(/^one\s+&& two$/), line: 4 },
      { keyword: 'USER', rest: 'x', line: 7 },
    ]);
  });
});

describe('dockerfileProblem', () => {
  it.each([
    'RUN npm install --global thing@1.2.3',
    'ENV PATH=/opt/bin:$PATH NODE_ENV=production',
    'ENV LANG C.UTF-8',
    'ARG VERSION\nRUN echo "$VERSION"',
    'ARG MAX_TOKENS=4096',
    'COPY start /usr/local/bin/',
  ])('has nothing against %j', (text) => expect(problem(text)).toBeUndefined());

  it.each([
    ['ENV ANTHROPIC_API_KEY=x', 3, 'ENV ANTHROPIC_API_KEY looks like a secret'],
    ['ENV A=1 GITHUB_TOKEN=$X', 3, 'ENV GITHUB_TOKEN looks like a secret'],
    ['ENV DB_PASSWORD hunter2', 3, 'ENV DB_PASSWORD looks like a secret'],
    ['RUN true\nARG NPM_TOKEN', 4, 'ARG NPM_TOKEN looks like a secret'],
    [`ENV A="sk-ant-api03-${'a'.repeat(30)}"`, 3, 'ENV A looks like a secret'],
    ['RUN curl https://me:secret@host.test/', 3, 'looks like a key or a password'],
    ['RUN --network=host true', 3, 'no other network'],
    ['RUN --mount=type=cache,target=/x --security=insecure true', 3, 'no other network'],
    ['VOLUME /data', 3, 'VOLUME'],
    ['# syntax=evil/frontend\nRUN true', 3, 'syntax directive'],
  ])('refuses %j', (text, line, words) => {
    expect(problem(text)).toMatchObject({ position: { line }, problem: expect.stringContaining(words) });
  });

  it.each(['', 'FROM node', 'FROM $BASE', 'ARG BASE\nFROM node'])(
    'wants the base image to be the one of the type: %j',
    (text) => expect(dockerfileProblem(text)).toBeDefined(),
  );
});
