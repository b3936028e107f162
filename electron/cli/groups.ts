/** Purpose of each group of commands, by its first word. */
export const GROUPS: Readonly<Record<string, string>> = {
  disk: 'See what takes space on the engine, and free it',
  egress: 'Control what leaves an agent’s network',
  'egress-set': 'Keep rules that agents share',
  engine: 'Choose the engine, or have one of the app’s own',
  image: 'Build, pull, check and remove images',
  operation: 'Watch and cancel long work',
  settings: 'Read and change what is for all agents',
  secret: 'Keep secrets for agents, which get placeholders',
  snapshot: 'Keep the files of an agent at one time',
  web: 'Sign browsers in and out',
  token: 'Let programs use the API over TCP',
};
