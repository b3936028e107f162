/** Colours and other attributes, which a program writes for a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const ATTRIBUTES = /\u001b\[[0-9;:]*m/g;

export const withoutAttributes = (output: string): string => output.replace(ATTRIBUTES, '');
