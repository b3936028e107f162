import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesHostPattern, parseHostPattern } from './host-pattern.ts';

const matches = (text: string, host: string): boolean => {
  const result = parseHostPattern(text);
  if (!result.ok) throw new Error(result.message);
  return matchesHostPattern(result.pattern, host);
};

describe('parseHostPattern', () => {
  it.each([
    ['Example.COM', 'example.com'],
    ['*.Example.com', '*.example.com'],
    ['**.example.com', '**.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['ollama', 'ollama'],
    ['_dmarc.example.com', '_dmarc.example.com'],
  ])('reads %s as %s', (text, canonical) => {
    expect(parseHostPattern(text)).toMatchObject({ ok: true, canonical });
  });

  it.each([
    ['*', /every host.*Full/],
    ['**', /every host.*Full/],
    ['http://x', /is a URL/],
    ['https://example.com/', /is a URL/],
    ['a..b', /empty part/],
    ['.example.com', /empty part/],
    ['*..com', /empty part/],
    ['example.com.', /ends in a dot/],
    ['example.com:443', /port/],
    ['example.com/path', /path/],
    ['me@example.com', /user name/],
    ['*.com', /top-level/],
    ['**.com', /top-level/],
    ['a*.example.com', /star/],
    ['foo.*.com', /star/],
    ['***.example.com', /star/],
    ['127.0.0.1', /IP address/],
    ['0x7f.1', /IP address/],
    ['2130706433', /IP address/],
    ['[::1]', /IP address/],
    ['::1', /IP address/],
    ['', /not a host/],
    [' example.com', /blanks/],
    ['exa mple.com', /character/],
    ['exa\tmple.com', /character/],
    ['exa%6dple.com', /character/],
    ['exa\0mple.com', /character/],
    [`${'a'.repeat(64)}.com`, /not a valid/],
    ['-a.com', /not a valid/],
  ])('refuses %j and says why', (text, message) => {
    const result = parseHostPattern(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.message).toMatch(message);
  });

  it('keeps look-alikes apart', () => {
    // The first letter is Cyrillic. The parser refuses the name and accepts its punycode form.
    expect(parseHostPattern('аpple.com')).toMatchObject({
      message: expect.stringContaining('write "xn--pple-43d.com"'),
    });
    expect(matches('xn--pple-43d.com', 'apple.com')).toBe(false);
    for (const name of ['müller.example', 'почта.рф', 'グーグル.example', 'tokyoタワー.example'])
      expect(parseHostPattern(name).ok).toBe(true);
  });
});

describe('matchesHostPattern', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['example.com', 'a.example.com', false],
    ['example.com', 'notexample.com', false],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'a.b.example.com', false],
    ['*.example.com', 'aexample.com', false],
    ['**.example.com', 'a.example.com', true],
    ['**.example.com', 'a.b.example.com', true],
    ['**.example.com', 'example.com', false],
    ['**.example.com', 'evil-example.com', false],
    ['**.example.com', 'example.com.evil.org', false],
  ])('%s and %s: %s', (pattern, host, expected) => {
    expect(matches(pattern, host)).toBe(expected);
  });

  it('holds for every domain and every prefix', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const labels = fc.array(label, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(labels, fc.tuple(label, label), (front, [name, top]) => {
        const base = `${name}.${top}`;
        const host = [...front, base].join('.');
        expect(matches(base, base)).toBe(true);
        expect(matches(base, host)).toBe(false);
        expect(matches(`*.${base}`, host)).toBe(front.length === 1);
        expect(matches(`**.${base}`, host)).toBe(true);
        expect(matches(`**.${base}`, `x${base}`)).toBe(false);
        expect(matches(`**.${base}`, `${host}.org`)).toBe(false);
      }),
    );
  });

  it('gives back its own canonical form unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain()), (text) => {
        const result = parseHostPattern(text);
        if (result.ok) expect(parseHostPattern(result.canonical)).toEqual(result);
      }),
    );
  });
});
