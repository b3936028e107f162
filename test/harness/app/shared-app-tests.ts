import { listedTests } from './listed-tests.ts';

/**
 * The end-to-end tests that share the app of their worker: titles by file. They use no folder of the app, neither
 * start nor close it, and leave nothing but what `SharedApp` puts back.
 */
const IN_SHARED_APP: Readonly<Record<string, readonly string[]>> = {
  'asks.test.ts': ['a blocked request asks', 'an answer counts', 'a key leads'],
  'bad-input.test.ts': ['names and limits', 'a name that is taken', 'an image that does not exist'],
  'changes.test.ts': [''],
  'console.test.ts': [
    'a console opens by itself',
    'a paste of several lines',
    'a program in a console reaches',
    'a console survives a restart',
    '30 MB of output',
    'a stopped agent offers',
  ],
  'console-images.test.ts': [''],
  'console-keyboard.test.ts': [''],
  'details.test.ts': [''],
  'docker-cli.test.ts': [''],
  'egress-rules.test.ts': [
    'a rule that cannot be read',
    'rules decide at once',
    'a set of one',
    'a rule lasts',
    'a host service',
    'egress as YAML',
  ],
  'groups.test.ts': [''],
  'isolation.test.ts': [
    'egress switches at once',
    'limits change live',
    'a custom seccomp profile',
    'isolation is verified',
    'a network connected',
  ],
  'life.test.ts': ['a bell in a console', 'an idle time', 'a console wakes', 'Activity says'],
  'logs.test.ts': [''],
  'main-path.test.ts': [
    'New Agent makes',
    'the tabs show',
    'egress and memory',
    'a change that needs a new container',
    'the buttons of an agent',
    'the removal of the agents',
  ],
  'main-path-keyboard.test.ts': [''],
  'network.test.ts': [''],
  'new-agent.test.ts': ['a Shell agent', 'a preset says', 'a creation is cancelled'],
  'new-agent-project.test.ts': [''],
  'overview.test.ts': [''],
  'portability.test.ts': ['an agent comes from a reviewed file'],
  'shell.test.ts': ['without agents', 'the command palette', 'the list of settings', 'without motion'],
  'shell-agents.test.ts': [''],
  'shell-engine.test.ts': ['the bottom bar'],
  'shell-operations.test.ts': [''],
  'snapshots.test.ts': [''],
  'workspaces.test.ts': [''],
};

export const sharedAppTests = listedTests(IN_SHARED_APP);
