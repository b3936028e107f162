import fc from 'fast-check';
import { expect } from 'vitest';
import { startCpuTimer } from './cpu-time.ts';
import { propertyRuns } from './property-setup.ts';

/** A parser of bytes that somebody else wrote, and inputs that it understands. */
export interface HostileSubject {
  readonly name: string;
  readonly examples: readonly (string | Uint8Array)[];
  /** Parses the input, at once or later. */
  parse(input: Buffer): unknown;
  /** The errors that the parser documents. Without it none is. */
  mayThrow?(error: unknown): boolean;
}

/** Most CPU time that one input may take, also a long one. Time on the clock would depend on the machine's other work. */
const CPU_LIMIT_MS = 1_500;
const ORDINARY_RUNS = 15;
/** Long inputs, for which a parser that takes quadratic time needs minutes. Ordinary runs try few and shorter ones. */
const IS_THOROUGH = propertyRuns(0) > 0;
const LONG_BYTES = IS_THOROUGH ? 512 * 1024 : 8 * 1024;

/** Texts on which parsers stumble. */
const TOKENS = [
  '__proto__',
  '"__proto__":{"polluted":1},',
  '"constructor":{"prototype":{"polluted":1}},',
  'toString',
  '\0',
  '\u0001',
  '\r\n',
  '\n',
  '\t',
  ' ',
  '"',
  "'",
  '\\',
  '\\"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ';',
  '=',
  '/',
  '../',
  '%',
  '%2f',
  '#',
  '@',
  '*',
  '-',
  '-1',
  '0',
  '1e999',
  '9'.repeat(400),
  'null',
  'true',
  '\ufeff',
  '\u202e',
  '\ud83d\ude00',
  '\u001b[',
  '\u001b]',
  'a'.repeat(70),
  '[['.repeat(200),
] as const;

const bytesOf = (input: string | Uint8Array) =>
  typeof input === 'string' ? Buffer.from(input) : Buffer.from(input);

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('flip' as const), place, fc.nat(255)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('insert' as const), place, fc.nat(TOKENS.length - 1)) },
  fc.tuple(fc.constant('delete' as const), place, fc.nat(40)),
  fc.tuple(fc.constant('repeat' as const), place, fc.nat(64)),
  fc.tuple(fc.constant('cut' as const), place, fc.nat(1)),
);
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(input: Buffer, [kind, where, value]: Edit): Buffer {
  const at = Math.floor(where * (input.length + 1));
  const [before, after] = [input.subarray(0, at), input.subarray(at)];
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([value]), after.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.from(TOKENS[value] ?? ''), after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(value)]);
    case 'repeat':
      return Buffer.concat([before, ...Array<Buffer>(value).fill(after.subarray(0, 24)), after]);
    case 'cut':
      return before;
  }
}

function hostileBytes(examples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const mutated = fc
    .tuple(fc.constantFrom(...examples), fc.array(edit, { maxLength: 6 }))
    .map(([example, edits]) => edits.reduce(edited, example));
  const random = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof({ weight: 8, arbitrary: mutated }, random);
}

/** Every example and every token, many times over; in ordinary runs the examples and what nests or escapes. */
function longInputs(examples: readonly Buffer[]): Buffer[] {
  const tokens = IS_THOROUGH ? TOKENS : TOKENS.filter((token) => /^[\n"\\{[]$/.test(token));
  const units = [...examples, ...tokens.map((token) => Buffer.from(token))].filter(
    ({ length }) => length > 0,
  );
  const repeated = units.map((unit) => Buffer.alloc(LONG_BYTES, unit));
  // Parsers read further into input whose beginning is valid.
  const [first = Buffer.alloc(0)] = examples;
  const begun = first.subarray(0, Math.floor(first.length / 2));
  return [...repeated, ...tokens.map((token) => Buffer.concat([begun, Buffer.alloc(LONG_BYTES, token)]))];
}

const OBJECT_KEYS = Object.getOwnPropertyNames(Object.prototype);

async function tryInput({ name, parse, mayThrow }: HostileSubject, input: Buffer): Promise<void> {
  const elapsedMs = startCpuTimer();
  try {
    await parse(input);
  } catch (error) {
    if (!mayThrow?.(error)) {
      const shown = JSON.stringify(input.subarray(0, 200).toString('latin1'));
      throw new Error(`${name} threw on ${shown}`, { cause: error });
    }
  }
  const tookMs = elapsedMs();
  if (tookMs > CPU_LIMIT_MS) {
    const shown = JSON.stringify(input.subarray(0, 80).toString('latin1'));
    throw new Error(`${name} took ${Math.round(tookMs)} ms for ${input.length} bytes such as ${shown}`);
  }
}

/** Tries mutated, random and long inputs: the parser must end soon, throw only what it documents, and pollute nothing. */
export async function expectHarmless(subject: HostileSubject): Promise<void> {
  const examples = subject.examples.map(bytesOf);
  await fc.assert(
    fc.asyncProperty(hostileBytes(examples), (input) => tryInput(subject, input)),
    { numRuns: propertyRuns(ORDINARY_RUNS) },
  );
  for (const input of longInputs(examples)) await tryInput(subject, input);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(OBJECT_KEYS);
}
