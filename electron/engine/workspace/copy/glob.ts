/** One step of a pattern: a character, any number of them within a name, whole folders, or everything that follows. */
type Token = { kind: 'one'; matches(character: string): boolean } | { kind: 'name' | 'folders' | 'rest' };

/** Matches a whole text. */
export type Matcher = (text: string) => boolean;

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the class is that of control characters.
  cntrl: /[\u0000-\u001f\u007f]/,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/**
 * Compiles a pattern as git does (`wildmatch` with names apart). Takes time by the product of both lengths, because others
 * wrote pattern and text: a regular expression would try every way to divide the text among the asterisks.
 */
export function globMatcher(pattern: string): Matcher {
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return () => false;
  const required = tokens.filter(({ kind }) => kind === 'one').length;
  return (text) => text.length >= required && run(tokens, text);
}

/** Undefined for a pattern that matches nothing, such as one with a class that does not end. */
function tokensOf(pattern: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? '';
    if (character === '*') {
      let end = at;
      while (pattern[end] === '*') end += 1;
      const isApart = end - at > 1 && (at === 0 || pattern[at - 1] === '/');
      if (isApart && end === pattern.length) tokens.push({ kind: 'rest' });
      else if (isApart && pattern[end] === '/') {
        tokens.push({ kind: 'folders' });
        end += 1;
      } else tokens.push({ kind: 'name' });
      at = end - 1;
    } else if (character === '?') tokens.push({ kind: 'one', matches: (each) => each !== '/' });
    else if (character === '[') {
      const read = classAt(pattern, at + 1);
      if (read === undefined) return undefined;
      tokens.push({ kind: 'one', matches: read.matches });
      at = read.end;
    } else {
      const literal = character === '\\' ? pattern[++at] : character;
      if (literal === undefined) return undefined;
      tokens.push({ kind: 'one', matches: (each) => each === literal });
    }
  }
  return tokens;
}

/** Reads a class behind its `[`; `end` is the place of its `]`. */
function classAt(
  pattern: string,
  start: number,
): { end: number; matches(character: string): boolean } | undefined {
  const isNegated = pattern[start] === '!' || pattern[start] === '^';
  const first = isNegated ? start + 1 : start;
  const tests: Matcher[] = [];
  for (let at = first; at < pattern.length; at += 1) {
    if (pattern[at] === ']' && at > first) {
      const matches = (each: string) => each !== '/' && tests.some((test) => test(each)) !== isNegated;
      return { end: at, matches };
    }
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12))?.[1];
    if (named !== undefined) {
      const known = CLASSES[named];
      if (known === undefined) return undefined;
      tests.push((each) => known.test(each));
      at += named.length + 3;
      continue;
    }
    const low = pattern[at] === '\\' ? pattern[++at] : pattern[at];
    if (low === undefined) return undefined;
    if (pattern[at + 1] !== '-' || [undefined, ']'].includes(pattern[at + 2])) {
      tests.push((each) => each === low);
      continue;
    }
    at += 2;
    const high = pattern[at] === '\\' ? pattern[++at] : pattern[at];
    if (high === undefined) return undefined;
    tests.push((each) => each >= low && each <= high);
  }
  return undefined;
}

/** Follows all ways through the tokens at once. */
function run(tokens: readonly Token[], text: string): boolean {
  // A place is before its token; one of `inside` is within the name of a folder that its token takes.
  let places = new Uint8Array(tokens.length + 1);
  let inside = new Uint8Array(tokens.length + 1);
  places[0] = 1;
  skipEmpty(tokens, places);
  for (const character of text.split('')) {
    const nextPlaces = new Uint8Array(tokens.length + 1);
    const nextInside = new Uint8Array(tokens.length + 1);
    let isAlive = false;
    for (const [index, token] of tokens.entries()) {
      if (!places[index] && !inside[index]) continue;
      isAlive = true;
      if (token.kind === 'one') {
        if (token.matches(character)) nextPlaces[index + 1] = 1;
      } else if (token.kind === 'folders') (character === '/' ? nextPlaces : nextInside)[index] = 1;
      else if (token.kind === 'rest' || character !== '/') nextPlaces[index] = 1;
    }
    if (!isAlive) return false;
    skipEmpty(tokens, nextPlaces);
    places = nextPlaces;
    inside = nextInside;
  }
  return places[tokens.length] === 1;
}

/** Whatever may take nothing is also passed by. */
function skipEmpty(tokens: readonly Token[], places: Uint8Array): void {
  for (const [index, { kind }] of tokens.entries())
    if (places[index] && kind !== 'one') places[index + 1] = 1;
}
