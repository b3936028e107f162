/**
 * The repository that a text names, with a branch or tag after "#"; undefined when the text is a folder's path. "https://…",
 * "ssh://…" and "git@host:path" are addresses. Pure.
 */
export function repositoryIn(text: string): { url: string; ref: string } | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !/^[\w.-]+@[\w.-]+:/.test(text)) return undefined;
  const [url = '', ref = ''] = text.split('#');
  return { url, ref };
}
