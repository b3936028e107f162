/** Characters that macOS drops when it compares names (".g\u200cit" is ".git" there). */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A name as the most lenient file system takes it: without case, dots and spaces at the end, and NTFS streams. */
export function plainName(name: string): string {
  return name
    .replace(IGNORED_BY_HFS, '')
    .toLowerCase()
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
}

/** Whether a file system may take this name for ".git", in which settings and hooks run programs. */
export function isGitName(name: string): boolean {
  const plain = plainName(name);
  return plain === '.git' || /^git~\d+$/.test(plain);
}
