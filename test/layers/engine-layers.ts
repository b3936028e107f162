/**
 * The order of the folders in `electron/engine`, bottom first. A folder imports from lower layers only; two folders of
 * one layer do not import each other.
 */
export const ENGINE_LAYERS: readonly (readonly string[])[] = [
  // What carries calls and work, and what is written onto the engine's objects.
  ['rpc', 'preferences', 'files', 'objects', 'consent'],
  ['operations', 'approvals', 'docker'],
  // What every area reads: which agents there are, and what is remembered of them.
  ['directory', 'seccomp', 'agent-types', 'own-engine'],
  ['secrets', 'images', 'stats', 'logs', 'console', 'archive', 'lifecycle', 'posture', 'networks'],
  ['records', 'toolbox', 'activity', 'details', 'proxies'],
  // Areas.
  ['egress', 'workspace', 'ports'],
  ['sandbox', 'home', 'changes', 'credentials', 'snapshot-images'],
  ['removal', 'portability', 'access', 'settings', 'forge'],
  ['creation'],
  ['snapshots', 'sign-in', 'tasks'],
  // What looks after agents as a whole.
  ['life', 'disk', 'drift', 'verification'],
  // Composition.
  ['engine-unit.ts'],
  ['host.ts'],
  ['index.ts'],
];
