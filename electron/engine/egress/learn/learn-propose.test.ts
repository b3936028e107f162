import { describe, expect, it } from 'vitest';
import { BUILTIN_SETS } from '../../../contract/builtin-sets.ts';
import type { EgressSet } from '../../../contract/egress-sets.ts';
import type { SeenHost } from '../../../contract/learn.ts';
import { decisionOf } from '../audit/decision.fixture.ts';
import { proposeExact, proposeShort, unusedDomains } from './learn-propose.ts';
import { SeenHosts } from './learn-seen.ts';

const seen = (...entries: string[]): SeenHost[] =>
  entries.map((entry) => {
    const [host = '', port = '443'] = entry.split(':');
    return { host, port: Number(port), requests: 1, bytesUp: 1, bytesDown: 2 };
  });
const short = (entries: string[], sets: EgressSet[] = [], inUse: string[] = []) =>
  proposeShort(seen(...entries), sets, inUse).map(({ entry }) => entry);
const set = (id: string, ...hosts: string[]): EgressSet => ({
  id,
  name: id.toUpperCase(),
  description: '',
  rules: hosts.map((host) => ({ effect: 'allow', host })),
});

describe('a proposed allowlist', () => {
  it('names few hosts of one owner one by one', () => {
    expect(short(['a.example.com', 'b.example.com', 'other.org'])).toEqual([
      'a.example.com',
      'b.example.com',
      'other.org',
    ]);
  });

  it('puts several hosts of one owner under the narrowest pattern', () => {
    expect(short(['a.example.com', 'b.example.com', 'c.example.com', 'example.com'])).toEqual([
      '*.example.com',
      'example.com',
    ]);
    expect(short(['a.example.co.uk', 'b.example.co.uk', 'x.c.example.co.uk'])).toEqual(['**.example.co.uk']);
    expect(short(['a.eu.example.com', 'b.eu.example.com', 'c.eu.example.com'])).toEqual(['*.eu.example.com']);
    expect(short(['eu.example.com', 'b.eu.example.com', 'c.eu.example.com'])).toEqual(['**.example.com']);
  });

  it.each([
    ['a public suffix', ['a.github.io', 'b.github.io', 'c.github.io']],
    ['storage buckets', ['a.s3.amazonaws.com', 'b.s3.amazonaws.com', 'c.s3.amazonaws.com']],
    ['a cloud', ['sqs.us-east-1.amazonaws.com', 'sns.eu-west-1.amazonaws.com', 'x.eu-west-1.amazonaws.com']],
    ['a country', ['a.co.uk', 'b.co.uk', 'c.co.uk']],
    ['shared storage', ['storage.googleapis.com', 'oauth2.googleapis.com', 'fcm.googleapis.com']],
    ['user content', ['raw.githubusercontent.com', 'a.githubusercontent.com', 'b.githubusercontent.com']],
  ])('never opens %s', (_what, hosts) => {
    expect(short(hosts)).toEqual(hosts);
  });

  it('prefers a set that has two of the hosts, and keeps one in use that has any', () => {
    const sets = [set('wide', 'a.test', 'b.test', 'c.test', 'd.test'), set('tight', 'a.test', 'b.test')];
    expect(short(['a.test', 'b.test', 'x.test'], sets)).toEqual(['tight', 'x.test']);
    expect(short(['a.test', 'b.test', 'c.test'], sets)).toEqual(['wide']);
    expect(short(['d.test'], sets)).toEqual(['d.test']);
    expect(short(['d.test'], sets, ['wide'])).toEqual(['wide']);
    expect(short(['registry.npmjs.org', 'registry.yarnpkg.com'], [...BUILTIN_SETS])).toEqual(['npm']);
  });

  it('does not take a set for a host that it only half allows', () => {
    const half: EgressSet = {
      ...set('half'),
      rules: ['a.test', 'b.test'].map((host) => ({ effect: 'allow', host, methods: ['GET'] })),
    };
    expect(short(['a.test', 'b.test'], [half])).toEqual(['a.test', 'b.test']);
  });

  it('keeps odd ports, joins the web’s two, and leaves out what no allowlist can name', () => {
    const hosts = seen('a.test:443', 'a.test:80', 'a.test:8443', '10.0.0.1:443');
    expect(proposeExact(hosts).map(({ entry, hosts: { length } }) => [entry, length])).toEqual([
      ['a.test', 2],
      ['a.test:8443', 1],
    ]);
    expect(short(['a.x.test:8443', 'b.x.test:8443', 'c.x.test:8443'])).toHaveLength(3);
  });

  it('tells which entries were not used', () => {
    const domains = ['a.test', '*.b.test', 'c.test:8443'];
    expect(unusedDomains(domains, seen('a.test:80', 'c.test:443'))).toEqual(['*.b.test', 'c.test:8443']);
  });
});

it('counts what was really reached, open flows once', () => {
  const hosts = new SeenHosts();
  hosts.add(decisionOf(1, { host: 'a.test', flowId: 'f', final: false, bytesDown: 5 }));
  hosts.add(decisionOf(2, { host: 'a.test', flowId: 'f', final: true, bytesDown: 50 }));
  hosts.add(decisionOf(3, { host: 'b.test', flowId: 'g', final: false, bytesDown: 7 }));
  hosts.add(decisionOf(4, { host: 'blocked.test', verdict: 'blocked' }));
  hosts.add(decisionOf(5, { host: 'nowhere.test', error: 'dns-failed' }));
  hosts.add(decisionOf(6, { host: 'key.test', ruleId: 'credential:key:allow:key.test' }));
  hosts.add(decisionOf(7, { host: 'name.test', kind: 'dns' }));
  expect(hosts.hosts()).toEqual([
    { host: 'a.test', port: 80, requests: 1, bytesUp: 10, bytesDown: 50 },
    { host: 'b.test', port: 80, requests: 1, bytesUp: 10, bytesDown: 7 },
  ]);
});
