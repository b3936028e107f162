/**
 * The environment of a git on this machine that reads nobody's settings: not the person's, not the system's, and none of
 * what a calling git or editor may have left, which would point it at another repository. It reaches no network, fetches
 * no missing objects, asks nothing, and has no hooks.
 */
export function gitEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
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
    ...settings({
      'core.hooksPath': '/dev/null',
      'core.fsmonitor': 'false',
      'core.attributesFile': '/dev/null',
      'core.alternateRefsCommand': 'true',
      'gc.auto': '0',
      'safe.bareRepository': 'all',
    }),
  };
}

/** Settings that come before any file's (git-config(1), GIT_CONFIG_COUNT). */
function settings(values: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(values);
  return {
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(entries.map(([name], index) => [`GIT_CONFIG_KEY_${index}`, name])),
    ...Object.fromEntries(entries.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
  };
}
