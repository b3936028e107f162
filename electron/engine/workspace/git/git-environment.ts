/**
 * The environment of a git on this machine that reads no settings: neither the person's nor the system's, and no
 * variables of a calling git or editor, which would select another repository. Such a git has no network, fetches no
 * missing objects, never prompts, and has no hooks. `settings` come on top.
 */
export function gitEnvironment(
  environment: NodeJS.ProcessEnv,
  settings: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: 'file',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    ...Object.fromEntries(
      settingsEnvironment({
        'core.hooksPath': '/dev/null',
        'core.fsmonitor': 'false',
        'core.attributesFile': '/dev/null',
        'core.alternateRefsCommand': 'true',
        'gc.auto': '0',
        'safe.bareRepository': 'all',
        ...settings,
      }),
    ),
  };
}

/** Variables with settings that override those of all files (git-config(1), GIT_CONFIG_COUNT). */
export function settingsEnvironment(values: Readonly<Record<string, string>>): [string, string][] {
  const entries = Object.entries(values);
  return [
    ['GIT_CONFIG_COUNT', String(entries.length)],
    ...entries.map(([name], index): [string, string] => [`GIT_CONFIG_KEY_${index}`, name]),
    ...entries.map(([, value], index): [string, string] => [`GIT_CONFIG_VALUE_${index}`, value]),
  ];
}
