/** Scripts with letters that look like Latin ones. Chinese, Japanese and Korean names mix with Latin in good faith. */
const DECEPTIVE = {
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Armenian: /\p{Script=Armenian}/u,
  Cherokee: /\p{Script=Cherokee}/u,
};
const LATIN = /\p{Script=Latin}/u;

/** The foreign script mixed with Latin letters in one label of the name, as in a "pаypal" with a Cyrillic а. */
export function foreignScript(name: string): string | undefined {
  for (const label of name.split('.')) {
    if (!LATIN.test(label)) continue;
    const match = Object.entries(DECEPTIVE).find(([, letters]) => letters.test(label));
    if (match) return match[0];
  }
  return undefined;
}
