/** The problem of a repository's address, for a person; undefined without one. Pure. */
export function repositoryProblem(url: string): string | undefined {
  const text = url.trim();
  if (text === '') return 'Give the repository’s address.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'The address holds a line break or a control character.';
  if (text.startsWith('-')) return 'An address does not begin with “-”.';
  if (/^[a-z][a-z0-9+.-]*::/i.test(text)) {
    return 'Addresses with “::” let git run another program. Use https://, ssh:// or a folder.';
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme && !['https', 'http', 'ssh', 'git', 'file'].includes(scheme)) {
    return `“${scheme}://” is no way to a repository. Use https:// or ssh://.`;
  }
  if (/^https?:\/\/[^/]*@/i.test(text) || /^[a-z]+:\/\/[^/@:]*:[^/@]*@/i.test(text)) {
    return 'The address holds a login, which would be kept with the agent. Leave it out: git asks your credential helper.';
  }
  const isAddress = scheme !== undefined || text.startsWith('/') || /^[^/\s]+:\S/.test(text);
  return isAddress
    ? undefined
    : 'Give an address such as https://host/project.git, git@host:project.git or a full path.';
}

/**
 * The problem of a branch or tag, for a person: it must satisfy git-check-ref-format(1), and must not look like an
 * option.
 */
export function refProblem(ref: string): string | undefined {
  if (ref === '') return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const broken = /^[-/]|\.\.|[\u0000-\u0020\u007f~^:?*[\\]|\/$|\.lock$|@\{|\/\//.test(ref);
  return broken ? 'This is no name of a branch or tag.' : undefined;
}
