/** A type that prints a file of the project as if it were Claude Code; the prompt names the file. */
export const PLAYER = {
  version: 1,
  label: 'Player',
  description: 'Prints what was recorded.',
  image: 'busybox:stable',
  limits: { memory: '64m', cpus: 1, pids: 64 },
  egress: { domains: [] },
  // A prompt of one word comes with a space before it, which the shell drops.
  task: { command: ['sh', '-c', 'cat $1', 'sh', '{prompt}'], output: 'claude-code' },
};
