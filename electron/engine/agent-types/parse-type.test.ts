import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseType } from './parse-type.ts';

const GOOD = {
  version: 1,
  label: 'My agent',
  description: 'Does things.',
  image: 'debian:bookworm-slim',
};
const parse = (change: object) => parseType(JSON.stringify({ ...GOOD, ...change }, null, 2));
const problemOf = (change: object) => {
  const parsed = parse(change);
  return parsed.ok ? '' : parsed.problem;
};

describe('parseType', () => {
  it('fills in safe defaults', () => {
    expect(parse({})).toMatchObject({
      ok: true,
      type: {
        user: 'person',
        home: '/home/agent',
        limits: { memory: 512 * 1024 * 1024, cpus: 1, pids: 256 },
        egress: { sets: [], domains: [] },
        command: ['sleep', 'infinity'],
      },
    });
  });

  it('reads sizes, caches and domains in their written form', () => {
    expect(
      parse({
        limits: { memory: '4g' },
        caches: [{ path: '~/.npm', size: '64m' }],
        egress: { domains: ['API.Example.com'] },
      }),
    ).toMatchObject({
      type: {
        limits: { memory: 4 * 1024 ** 3 },
        caches: [{ path: '/home/agent/.npm', size: 64 * 1024 ** 2 }],
        egress: { domains: ['api.example.com'] },
      },
    });
  });

  it.each([
    [{ privileged: true }, 'privileged: There is no such key'],
    [{ mounts: ['/:/host'] }, 'mounts: There is no such key'],
    [{ capAdd: ['SYS_ADMIN'] }, 'capAdd: There is no such key'],
    [{ network: 'host' }, 'network: There is no such key'],
    [{ limits: { memmory: '1g' } }, 'limits.memmory: There is no such key'],
    [{ user: 'root' }, 'user: Agents run as the person'],
    [{ home: '/root' }, 'home: The home is always'],
    [{ caches: [{ path: '/home/agent/../../etc', size: '8m' }] }, 'caches.0.path: Must be a plain path'],
    [{ caches: [{ path: '/var/run/docker.sock', size: '8m' }] }, 'caches.0.path: A cache is'],
    [{ caches: [{ path: '/', size: '8m' }] }, 'caches.0.path: A cache is'],
    [{ caches: [{ path: '~/a,exec', size: '8m' }] }, 'caches.0.path: Must be a plain path'],
    [{ environment: { HTTPS_PROXY: 'http://evil.test' } }, 'environment.HTTPS_PROXY: The app sets'],
    [{ environment: { NODE_EXTRA_CA_CERTS: '/x' } }, 'environment.NODE_EXTRA_CA_CERTS: The app sets'],
    [{ environment: { MY_TOKEN: 'x' } }, 'environment.MY_TOKEN: This looks like a secret'],
    [{ environment: { A: `ghp_${'a'.repeat(36)}` } }, 'environment.A: This looks like a secret'],
    [{ environment: { 'A B': 'x' } }, 'environment.A B'],
    [{ egress: { domains: ['*'] } }, 'egress.domains.0'],
    [{ egress: { mode: 'full' } }, 'egress.mode: There is no such key'],
    [{ credentials: [{ provider: 'evil' }] }, 'credentials.0.provider: Must be one of anthropic'],
    [{ image: '../../etc' }, 'image'],
    [{ label: 'a\u001b[31mb' }, 'label: Must not hold line breaks'],
    [{ label: '' }, 'label: Must not be empty'],
    [{ limits: { memory: '1k' } }, 'limits.memory'],
    [{ limits: { pids: 0 } }, 'limits.pids'],
    [{ version: 2 }, 'version'],
    [{ notes: 'x'.repeat(2_000) }, 'notes: At most'],
  ])('refuses %j', (change, problem) => {
    expect(problemOf(change)).toContain(problem);
  });

  it('names the line of what is wrong', () => {
    const parsed = parse({ limits: { memory: '4g', cpus: 'two' } });
    expect(parsed).toMatchObject({ ok: false, position: { line: 8, column: 5 } });
    expect(parseType('{\n  "version": 1,\n  "label": "x",,\n}')).toMatchObject({
      ok: false,
      position: { line: 3, column: 16 },
    });
  });

  it.each(['claude-code', 'codex', 'gemini-cli', 'opencode', 'shell', 'custom'])(
    'reads the app’s own %s',
    (id) => {
      const text = readFileSync(new URL(`../../../assets/images/${id}/type.json`, import.meta.url), 'utf8');
      expect(parseType(text)).toMatchObject({ ok: true });
    },
  );
});
