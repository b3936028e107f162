import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../../test/harness/cpu-time.ts';
import { bareEgress } from '../agent-spec.ts';
import { egressFileOf, egressFileSchema, setsFileSchema } from './egress-file.ts';
import { readYaml } from './read-yaml.ts';

const problems = (text: string) => {
  const result = readYaml(text, egressFileSchema);
  return result.ok ? [] : result.problems.map(({ message, line, column }) => `${line}:${column} ${message}`);
};
const head = 'version: 1\nmode: allowlist\n';

describe('a file of an agent’s egress', () => {
  it('comes back as it was written', () => {
    const egress = {
      ...bareEgress('allowlist', ['a.test', '**.b.test:8443']),
      rules: [
        { effect: 'deny' as const, host: 'ads.b.test', note: 'no: tracking' },
        {
          effect: 'allow' as const,
          host: 'c.test',
          ports: [443],
          methods: ['GET'],
          paths: ['/v1'],
          answeredAt: 5,
        },
      ],
      sets: ['npm'],
      services: [{ name: 'Ollama', host: 'models.internal', address: 'engine-host' as const, port: 11434 }],
    };
    const result = readYaml(dump(egressFileOf(egress)), egressFileSchema);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { answeredAt: _answeredAt, ...second } = egress.rules[1] as { answeredAt: number; host: string };
    const { mode, allowedDomains, sets, services } = egress;
    expect(result.value).toEqual({
      version: 1,
      mode,
      allowedDomains,
      sets,
      services,
      rules: [egress.rules[0], second],
    });
  });
});

describe('says what is wrong and where', () => {
  it.each([
    ['bad YAML', `${head}rules: [\n`, /^4:1 /],
    ['no version', 'mode: off\n', /^1:1 .*version 1/],
    ['another version', 'version: 2\nmode: "off"\n', /^1:1 This version of Bulkhead reads version 1/],
    ['an unknown key', `${head}ruels: []\n`, /^3:1 “ruels” is no key/],
    ['an unknown key of a rule', `${head}rules:\n  - host: a.test\n    port: 80\n`, /^5:5 “port” is no key/],
    ['a pattern for everything', `${head}allowedDomains:\n  - a.test\n  - "*"\n`, /^5:6 .*every host/],
    ['a URL', `${head}rules:\n  - host: http://x\n`, /^4:5 .*is a URL/],
    ['a name with a hole', `${head}rules: [{ host: a..b }]\n`, /^3:11 .*between two dots/],
    ['a look-alike', `${head}allowedDomains: ["p\u0430ypal.com"]\n`, /^3:19 .*Cyrillic/],
    ['a port out of range', `${head}rules:\n  - host: a.test\n    ports: [443, 70000]\n`, /^5:18 .*65535/],
    ['a small method', `${head}rules:\n  - { host: a.test, methods: [get] }\n`, /capitals/],
    ['a key twice', `${head}mode: full\n`, /^3:\d+ Duplicated mapping key/],
    ['a domain twice', `${head}allowedDomains: [a.test, a.test]\n`, /^3:26 This domain is there twice/],
    [
      'a rule twice',
      `${head}rules:\n  - host: a.test\n  - host: a.test\n    effect: allow\n`,
      /^5:5 This rule is there twice/,
    ],
    ['two documents', `${head}---\n${head}`, /more than one document/],
    ['nothing', '', /empty/],
    ['something else', '- a\n- b\n', /^1:1 /],
    ['an alias', `${head}allowedDomains: &a [x.test]\nsets: *a\n`, /^4:7 Aliases/],
  ])('%s', (_, text, expected) => {
    expect(problems(text)[0]).toMatch(expected);
  });

  it('all of it at once, in the order of the file', () => {
    expect(problems(`${head}sets: [BAD]\nallowedDomains: ["**"]\n`).map((line) => line.slice(0, 2))).toEqual([
      '3:',
      '4:',
    ]);
  });
});

describe('refuses a bomb at once', () => {
  it.each([
    [
      'of aliases',
      `a: &a [x,x]\n${Array.from({ length: 30 }, (_, at) => `${at}: &b${at} [*a,*a]`).join('\n')}\n`,
    ],
    ['of depth', '['.repeat(10_000)],
    ['of size', `a: ${'x'.repeat(600_000)}\n`],
    ['of entries', `[${'x,'.repeat(60_000)}]`],
  ])('%s', (_, text) => {
    expect(cpuMsOf(() => expect(problems(text)).toHaveLength(1))).toBeLessThan(5_000);
  });

  it('of problems, and names the line of each', () => {
    const entries = Array.from({ length: 40_000 }, (_, at) => `- "${at}"\n`);
    const found: string[] = [];
    const read = () => found.push(...problems(`${head}allowedDomains:\n${entries.join('')}`));
    expect(cpuMsOf(read)).toBeLessThan(5_000);
    expect([found.length, found.at(-1)?.split(' ')[0]]).toEqual([40_000, '40003:4']);
  });

  it('and keys that would reach into objects', () => {
    const result = readYaml(`${head}__proto__: { polluted: 1 }\n`, egressFileSchema);
    expect(result.ok).toBe(false);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

it('reads sets, and refuses one with the name of a built-in set', () => {
  const text = 'version: 1\nsets:\n  - id: mine\n    name: Mine\n    rules: [{ host: a.test }]\n';
  expect(readYaml(text, setsFileSchema)).toMatchObject({ ok: true, value: { sets: [{ id: 'mine' }] } });
  const duplicate = readYaml(text.replace('Mine', 'npm'), setsFileSchema);
  expect(duplicate).toMatchObject({
    ok: false,
    problems: [{ line: 4, message: expect.stringContaining('already') }],
  });
});
