/**
 * The window's folders, bottom first. A folder imports only from layers below its own, types included; folders of one
 * layer do not import each other.
 */
export const RENDERER_LAYERS: readonly (readonly string[])[] = [
  ['ui', 'format', 'ansi', 'ipc', 'keys', 'stats', 'file-formats', 'styles'],
  ['store', 'agent-form', 'sparkline'],
  ['errors'],
  [
    'access',
    'activity',
    'agents',
    'egress',
    'life',
    'links',
    'operations',
    'secrets',
    'theme',
    'overview',
    'verification',
  ],
  [
    'agent-update',
    'approvals',
    'ask',
    'changes',
    'console',
    'disk',
    'egress-sets',
    'engine',
    'fleet',
    'images',
    'learn',
    'logs',
    'portability',
    'ports',
    'snapshots',
  ],
  ['commands', 'credentials', 'details', 'network'],
  ['isolation', 'new-agent', 'palette', 'settings', 'sign-in'],
  ['app'],
  ['app.tsx'],
  ['main.tsx'],
];
