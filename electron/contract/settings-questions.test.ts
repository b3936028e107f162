import { expect, it } from 'vitest';
import { DEFAULT_GATEWAY_BASE, preferencesSchema } from './preferences.ts';
import { settingsQuestions } from './settings-questions.ts';
import type { ProxyChoice } from './upstream-proxy.ts';

const manual: ProxyChoice = {
  kind: 'manual',
  url: 'http://proxy.test:3128',
  noProxy: '',
  username: 'me',
  passwordSecretId: 'id',
};

it('asks about another image of the gateway, and about another proxy by its address', () => {
  const current = preferencesSchema.parse({});
  const asked = settingsQuestions({ gatewayBase: 'evil/image', proxies: { 'unix:///a': manual } }, current);
  expect(asked).toMatchObject([
    { field: 'gatewayBase', detail: 'evil/image' },
    { field: 'proxies', detail: expect.stringContaining('http://proxy.test:3128') },
  ]);
  expect(settingsQuestions({ authoritiesFile: '/tmp/evil.pem' }, current)).toMatchObject([
    { field: 'authoritiesFile', detail: '/tmp/evil.pem' },
  ]);
  expect(settingsQuestions({ authoritiesFile: '' }, current)).toEqual([]);
});

it('asks about what would be copied from the home, by its places', () => {
  const current = preferencesSchema.parse({ bringAlong: ['theme'] });
  const [question, ...others] = settingsQuestions({ bringAlong: ['theme', 'claude-md', 'git'] }, current);
  expect(others).toEqual([]);
  expect(question).toMatchObject({
    field: 'bringAlong',
    detail: expect.stringContaining('~/.claude/CLAUDE.md'),
  });
  expect(question?.detail).not.toContain('Theme');
  expect(settingsQuestions({ bringAlong: [] }, current)).toEqual([]);
});

it('asks nothing about what stays, and about what takes less', () => {
  const current = preferencesSchema.parse({ gatewayBase: 'own/image', proxies: { 'unix:///a': manual } });
  const same = { gatewayBase: 'own/image', proxies: { 'unix:///a': manual } };
  expect(settingsQuestions(same, current)).toEqual([]);
  const less = { gatewayBase: DEFAULT_GATEWAY_BASE, proxies: { 'unix:///a': { kind: 'none' as const } } };
  expect(settingsQuestions(less, current)).toEqual([]);
  expect(settingsQuestions(undefined, current)).toEqual([]);
  expect(settingsQuestions({ proxies: { 'unix:///b': manual } }, current)).toHaveLength(1);
});
