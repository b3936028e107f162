/** Returns undefined for text that is no URL. (The oldest supported Node lacks `URL.canParse`.) */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
