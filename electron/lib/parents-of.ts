/** The folders that a path with "/" lies in, outermost first: "a", "a/b" for "a/b/c". */
export function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
