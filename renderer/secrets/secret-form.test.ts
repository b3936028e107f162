import { describe, expect, it } from 'vitest';
import type { SecretRecord } from '../../electron/contract/secrets.ts';
import { CUSTOM, changeFrom, type SecretForm, secretFormOf } from './secret-form.ts';

const form = (part: Partial<SecretForm>): SecretForm => ({
  ...secretFormOf(undefined),
  name: 'Work',
  value: 'v',
  ...part,
});
const existing: SecretRecord = {
  id: 'a'.repeat(24),
  name: 'Wiki',
  use: {
    kind: 'custom',
    hosts: ['wiki.test', '*.wiki.test'],
    place: { kind: 'query', name: 'token' },
    envName: 'WIKI',
  },
  source: { kind: 'typed' },
  revision: 1,
};

describe('changeFrom', () => {
  it('saves a typed value for a provider', () => {
    expect(changeFrom(form({}), undefined)).toEqual({
      change: {
        name: 'Work',
        use: { kind: 'provider', provider: 'anthropic' },
        source: { kind: 'typed' },
        value: 'v',
      },
    });
  });

  it('keeps the value of a secret when none is typed', () => {
    const { id, name, use, source } = existing;
    expect(changeFrom(secretFormOf(existing), existing)).toEqual({ change: { id, name, use, source } });
  });

  it('sends no value that another source replaces', () => {
    const result = changeFrom(form({ source: 'command', command: 'gh auth token' }), undefined);
    expect(JSON.stringify(result)).not.toContain('value');
  });

  it('saves a package registry, with the usual variable, and shows it again', () => {
    const url = 'https://packages.test/';
    const typed = form({ provider: 'registry-npm', url, scopes: 'company, @us', hosts: 'cdn.test' });
    const result = changeFrom(typed, undefined);
    const use = {
      kind: 'registry' as const,
      registry: {
        kind: 'npm' as const,
        url,
        user: '',
        scopes: ['@company', '@us'],
        nameInProject: '',
        moreHosts: ['cdn.test'],
      },
      envName: 'NPM_TOKEN',
    };
    expect(result).toMatchObject({ change: { use } });
    const saved = { ...existing, use };
    expect(changeFrom(secretFormOf(saved), saved)).toMatchObject({ change: { use } });
  });

  it.each([
    [{ provider: 'registry-npm', url: '' }, 'url'],
    [{ provider: 'registry-maven', url: 'a.test', user: 'me' }, 'nameInProject'],
    [{ provider: 'registry-containers', url: 'a.test' }, 'user'],
    [{ provider: 'registry-npm', url: 'a.test', hosts: 'a b/' }, 'hosts'],
    [{ provider: 'registry-npm', url: 'a.test', envName: '1' }, 'envName'],
    [{ name: ' ' }, 'name'],
    [{ value: '' }, 'value'],
    [{ source: 'environment', variable: '1X' }, 'variable'],
    [{ source: 'command', command: ' ' }, 'command'],
    [{ source: 'file', path: '' }, 'path'],
    [{ provider: CUSTOM, envName: 'X' }, 'hosts'],
    [{ provider: CUSTOM, envName: 'X', hosts: 'http://x' }, 'hosts'],
    [{ provider: CUSTOM, envName: 'X', hosts: 'x.test', placeName: 'a b' }, 'placeName'],
    [{ provider: CUSTOM, envName: '', hosts: 'x.test' }, 'envName'],
  ] satisfies [Partial<SecretForm>, string][])('with %j names the field %s', (part, field) => {
    const result = changeFrom(form(part), undefined);
    expect('errors' in result && Object.keys(result.errors)).toEqual([field]);
  });
});
