const isTokenCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\w-]/.test(character);

/**
 * The text without the header and the claims of each token (RFC 7519) whose signature is the placeholder. Takes linear
 * time, because an agent wrote the text.
 */
export function withoutTokenParts(text: string, placeholder: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf(placeholder); at !== -1; at = text.indexOf(placeholder, from)) {
    kept += text.slice(from, startOfToken(text, from, at)) + placeholder;
    from = at + placeholder.length;
  }
  return kept + text.slice(from);
}

/** Where a token begins whose signature begins at `end`; `end` when there is no token. */
function startOfToken(text: string, from: number, end: number): number {
  let start = end;
  for (let part = 0; part < 2; part += 1) {
    if (start <= from || text[start - 1] !== '.') return end;
    const dot = start - 1;
    start = dot;
    while (start > from && isTokenCharacter(text[start - 1])) start -= 1;
    if (start === dot) return end;
  }
  return start;
}
