import { describe, expect, it } from 'vitest';
import { aliasesOf, gitUserOf, themeOf } from './read-values.ts';

it('reads a theme alone, where its program keeps it', () => {
  expect(themeOf('.claude.json', '{"theme":"light-daltonized","oauthAccount":{"x":1}}')).toEqual({
    path: '.claude.json',
    content: { theme: 'light-daltonized' },
  });
  expect(themeOf('.gemini/settings.json', '{"ui":{"theme":"GitHub"}}')?.content).toEqual({
    ui: { theme: 'GitHub' },
  });
  for (const text of ['', '[]', '{"theme":1}', '{"theme":"a\\u001bb"}', '{"ui":null}'])
    expect(themeOf('.claude.json', text)).toBeUndefined();
  expect(themeOf('.npmrc', '{"theme":"dark"}')).toBeUndefined();
});

it('reads the author of git, and nothing else of its settings', () => {
  const text = [
    '[credential "https://x"]\n\thelper = store\n[user "other"]\n\tname = No',
    '[User]\n\tname = Ada "Q" L\n\tname = "Ada; Lovelace" # me\n\temail=ada@example.test ; x\n\tsigningkey = ABC',
    '[http]\n\textraHeader = Authorization: Basic x',
  ].join('\n');
  expect(gitUserOf(text)).toBe('[user]\n\tname = "Ada; Lovelace"\n\temail = "ada@example.test"\n');
  expect(gitUserOf('[user]\n\tname = a\\nb\n')).toBeUndefined();
});

describe('aliases', () => {
  it('are read with their words', () => {
    const text = `  alias ll='ls -l'\nalias gs="git status" # short\nalias e=vim\nalias q='it'\n`;
    expect([...aliasesOf(text)]).toEqual([
      ['ll', 'ls -l'],
      ['gs', 'git status'],
      ['e', 'vim'],
      ['q', 'it'],
    ]);
  });

  it.each([
    'alias x=$(curl evil)',
    'alias x="`id`"',
    'alias x=a;id',
    'export A=b',
    "alias x='a'; id",
    'alias -p',
  ])('are not what a shell would work out: %s', (line) => expect(aliasesOf(line).size).toBe(0));
});
