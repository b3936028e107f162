/** State of a terminal's parser in the grammar of control sequences (ECMA-48). `other-string` is SOS, PM and APC. */
export type ParserState =
  | 'ground'
  | 'escape'
  | 'escape-intermediate'
  | 'control'
  | 'osc'
  | 'dcs'
  | 'other-string';

const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const DEL = 0x7f;

const AFTER_ESCAPE: Readonly<Record<string, ParserState>> = {
  '[': 'control',
  ']': 'osc',
  P: 'dcs',
  X: 'other-string',
  '^': 'other-string',
  _: 'other-string',
};
/** The C1 controls that begin a sequence. All others end the current one. */
const AFTER_C1: Readonly<Record<number, ParserState>> = {
  144: 'dcs',
  152: 'other-string',
  155: 'control',
  157: 'osc',
  158: 'other-string',
  159: 'other-string',
};

const isC1 = (code: number) => code > 0x7f && code < 0xa0;
const interrupts = (code: number) => code === ESC || code === CAN || code === SUB || isC1(code);

/** Returns the parser's state after a character. Within a sequence, only its final character may be given. */
export function nextState(state: ParserState, code: number): ParserState {
  if (code === ESC) return 'escape';
  if (code === CAN || code === SUB) return 'ground';
  if (isC1(code)) return AFTER_C1[code] ?? 'ground';
  if (state !== 'escape' && state !== 'escape-intermediate') return 'ground';
  if (code < 0x20 || code === DEL) return state;
  if (code < 0x30) return 'escape-intermediate';
  return state === 'escape' ? (AFTER_ESCAPE[String.fromCharCode(code)] ?? 'ground') : 'ground';
}

/** Whether the character is the final one of a control sequence, which selects its function. */
export function isFinal(code: number): boolean {
  return code > 0x3f && code < DEL;
}

/** Returns the end of the text or sequence of `state` from `at` on: the next character that `nextState` must see. */
export function endOf(state: ParserState, text: string, at: number): number {
  if (state === 'escape' || state === 'escape-intermediate') return Math.min(at, text.length);
  for (let index = at; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (ends(state, code)) return index;
  }
  return text.length;
}

function ends(state: ParserState, code: number): boolean {
  switch (state) {
    case 'ground':
      // Plain text ends only at these.
      return code === ESC || isC1(code);
    case 'escape':
    case 'escape-intermediate':
      return true;
    case 'control':
      // Control characters inside a sequence are executed and do not end it.
      return code > 0x3f ? code !== DEL : interrupts(code);
    case 'osc':
      return code === BEL || interrupts(code);
    case 'dcs':
      return interrupts(code);
    case 'other-string':
      return interrupts(code) || code > 0x9f;
  }
}
