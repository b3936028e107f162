import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../test/harness/property-setup.ts';
import { EchoFilter } from './echo-filter.ts';

const PLACEHOLDER = 'placeholder-0123456789';
const VALUE = 'sk-ant/ab+c="d&e\\f\'g<h>%i j';
const filter = new EchoFilter([{ value: VALUE, placeholder: PLACEHOLDER }]);

function streamed(text: string, cuts: readonly number[]): string {
  const rewriter = filter.rewriter();
  const bytes = Buffer.from(text, 'latin1');
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (one, other) => one - other,
  );
  let from = 0;
  const output = ends.map((end) => {
    const piece = bytes.subarray(from, end);
    from = end;
    return rewriter.push(piece);
  });
  return Buffer.concat([...output, rewriter.end()]).toString('latin1');
}

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

describe('the echo filter', () => {
  it.each([
    ['as it is', VALUE],
    ['in a URL', encodeURIComponent(VALUE)],
    ['in a form', encodeURIComponent(VALUE).replaceAll('%20', '+').replaceAll("'", '%27')],
    ['in a URL with small digits', encodeURIComponent(VALUE).replace(/%../g, (code) => code.toLowerCase())],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(VALUE))],
    ['in JSON', JSON.stringify(VALUE)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(VALUE))],
    ['in JSON with escaped slashes', JSON.stringify(VALUE).replaceAll('/', '\\/')],
    [
      'in JSON for HTML',
      JSON.stringify(VALUE).replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e'),
    ],
    [
      'in a page',
      VALUE.replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
    ['in hexadecimal', Buffer.from(VALUE).toString('hex')],
    ['in base64', base64(VALUE)],
    ['in base64, one byte later', base64(`:${VALUE}`)],
    ['in base64, two bytes later', base64(`u:${VALUE}`)],
    ['in base64 in a URL', encodeURIComponent(base64(VALUE))],
    ['in UTF-16', Buffer.from(VALUE, 'utf16le').toString('latin1')],
    [
      'in a page by Go',
      VALUE.replace(
        /[&<>"'+]/g,
        (each) =>
          ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;', '+': '&#43;' })[each] ??
          each,
      ),
    ],
    ['in base64 for URLs', base64(VALUE).replaceAll('+', '-').replaceAll('/', '_')],
  ])('puts a placeholder in the place of a value %s', (_how, written) => {
    const text = filter.text(`<${written}>`);
    expect(text).toContain(PLACEHOLDER);
    // Base64 mixes the outermost characters of the value with the neighbouring bytes.
    expect(text.replace(PLACEHOLDER, '').length).toBeLessThanOrEqual(10);
  });

  it.each([64, 76])('finds a long value in base64 of %i columns', (columns) => {
    const long = 'sk-ant-api03-'.repeat(9);
    const found = new EchoFilter([{ value: long, placeholder: PLACEHOLDER }]);
    for (const end of ['\n', '\r\n', '\\n']) {
      const lines = base64(long).match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
      expect(found.text(lines.join(end))).toBe(PLACEHOLDER);
    }
  });

  it('finds a value wherever a stream is cut, and changes nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom(VALUE, VALUE.slice(0, 9), base64(`u:${VALUE}`))), {
          maxLength: 6,
        }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (parts, cuts) => {
          const text = Buffer.from(parts.join('|'), 'latin1').toString('latin1');
          expect(streamed(text, cuts)).toBe(filter.text(text));
          expect(streamed(text, cuts)).not.toContain(VALUE);
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });

  it('holds nothing back that cannot be the beginning of a value', () => {
    const rewriter = filter.rewriter();
    expect(String(rewriter.push(Buffer.from('data: hello\n\n')))).toBe('data: hello\n\n');
    expect(String(rewriter.push(Buffer.from('data: sk-an')))).toBe('data: ');
    expect(String(rewriter.push(Buffer.from('swer\n\n')))).toBe('sk-answer\n\n');
  });

  it('looks for no value that is too short to be one', () => {
    expect(new EchoFilter([{ value: 'short', placeholder: PLACEHOLDER }]).text('short text')).toBe(
      'short text',
    );
  });
});
