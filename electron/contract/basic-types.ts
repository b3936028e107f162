import { MIB } from './agent-spec.ts';
import type { UsableAgentType } from './agent-type.ts';
import { NO_TASK_PROGRAM } from './task-program.ts';

/** Hosts that an agent without an API of its own needs for `npm install`, `pip install` and git over HTTPS. */
const PACKAGE_REGISTRIES = ['registry.npmjs.org', 'pypi.org', 'files.pythonhosted.org', 'github.com'];

const common = {
  status: 'ok',
  origin: 'built-in',
  buildArgs: {},
  resources: { memoryBytes: 512 * MIB, cpus: 1, pids: 256 },
  caches: [],
  environment: {},
  egress: { sets: [], domains: PACKAGE_REGISTRIES },
  credentials: [],
  start: [],
  startWithoutAsking: [],
  versionCommand: [],
  promptCommand: [],
  task: NO_TASK_PROGRAM,
  prompts: [],
  notes: '',
} satisfies Partial<UsableAgentType>;

/**
 * The two types that build no image, equal to their `type.json` (a test compares them). The window needs them before the
 * engine host has read its folders. 256 processes are enough for `npm install` and still stop a fork bomb; the CLIs
 * hang below 32.
 */
export const BASIC_TYPES: Readonly<Record<'shell' | 'custom', UsableAgentType>> = {
  shell: {
    ...common,
    id: 'shell',
    label: 'Shell',
    description: 'A Node.js image with a shell, to run anything in.',
    icon: 'terminal',
    image: 'node:24-slim',
    command: ['sleep', 'infinity'],
  },
  custom: {
    ...common,
    id: 'custom',
    label: 'Custom image',
    description: 'Any image, any command.',
    icon: 'box',
    image: '',
    command: [],
  },
};
