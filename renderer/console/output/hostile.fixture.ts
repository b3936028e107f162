import fc from 'fast-check';

const number = fc.oneof(
  fc.constantFrom('', '0', '1', '24', '2147483647', '999999999', '99999999999999999999', '00007'),
  fc.nat({ max: 100_000 }).map(String),
);
const parameters = fc
  .tuple(fc.array(number, { maxLength: 40 }), fc.constantFrom(';', ':'))
  .map(([numbers, separator]) => numbers.join(separator));
const prefix = fc.constantFrom('', '', '', '?', '>', '=', '<');
const intermediates = fc.constantFrom('', '', '', ' ', "'", '"', '$', '!', '*', '  ');
const final = fc.integer({ min: 0x40, max: 0x7e }).map((code) => String.fromCharCode(code));
const introducer = fc.constantFrom('\u001b[', '\u001b[', '\u009b', '\u001b\n[');
const control = fc.tuple(introducer, prefix, parameters, intermediates, final).map((parts) => parts.join(''));
const noise = fc.string({ unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)) });
const string = fc
  .tuple(
    fc.constantFrom('\u001b]', '\u001bP', '\u001b_', '\u001b^', '\u001bX', '\u009d', '\u0090'),
    fc.oneof(
      fc.tuple(number, fc.string()).map(([code, text]) => `${code};${text}`),
      fc.constantFrom('4;1;?', '4;1;red', '8;;http://x', '8;;', '52;c;?', '$qm', '10;?', '104'),
    ),
    fc.constantFrom('\u0007', '\u001b\\', '\u009c', '\u0018', ''),
  )
  .map((parts) => parts.join(''));
const shortEscape = fc
  .tuple(fc.constantFrom('', '#', '(', '%', ' '), fc.integer({ min: 0x30, max: 0x7e }))
  .map(([middle, code]) => `\u001b${middle}${String.fromCharCode(code)}`);
const modes = fc.constantFrom(
  '\u001b[?1049h',
  '\u001b[?1049l',
  '\u001b[?6h',
  '\u001b[?7l',
  '\u001b[4h',
  '\u001b[?2026h',
);

/** One piece of what a program might write to harm its terminal: valid, odd and broken sequences, and text. */
export const hostileSequence: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: control },
      string,
      shortEscape,
      modes,
      noise,
      fc.string({ unit: 'grapheme' }),
    ),
    fc.option(fc.tuple(fc.nat({ max: 60 }), fc.integer({ min: 0, max: 0xff })), { freq: 4 }),
  )
  // Now and then with one character changed.
  .map(([text, mutation]) => {
    if (!mutation || text === '') return text;
    const at = mutation[0] % text.length;
    return text.slice(0, at) + String.fromCharCode(mutation[1]) + text.slice(at + 1);
  });
