/** A type that prints a file of the project as if it were Claude Code; the prompt names the file. */
export const PLAYER = {
  version: 1,
  label: 'Player',
  description: 'Prints what was recorded.',
  image: 'busybox:stable',
  limits: { memory: '64m', cpus: 1, pids: 64 },
  egress: { domains: [] },
  task: { command: ['cat', '{prompt}'], output: 'claude-code' },
};
