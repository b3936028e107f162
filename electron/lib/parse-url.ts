/** Undefined for what is no URL. (`URL.canParse` is younger than the oldest Node that this code runs on.) */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
