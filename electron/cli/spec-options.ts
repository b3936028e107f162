import { list, text } from './definition.ts';

/** The options that describe a new agent. */
export const SPEC_OPTIONS = {
  type: text('-t, --type <id>', 'Agent type (see “bulkhead types”); “custom” with --image, else “shell”'),
  image: text('--image <image>', 'Image to run'),
  preset: text('--preset <preset>', 'Isolation preset: strict, balanced (default) or open'),
  runtime: text('--runtime <name>', 'Runtime of the engine, such as runsc'),
  memory: text('-m, --memory <size>', 'Memory limit, such as 512m or 2g'),
  cpus: text('--cpus <number>', 'CPU limit, such as 0.5'),
  pids: text('--pids <number>', 'Limit of processes'),
  tmpSize: text('--tmp-size <size>', 'Size of /tmp, such as 100m or 1g, in memory and within its limit'),
  env: list('-e, --env <NAME=VALUE>', 'Environment variable; NAME alone takes the value from here'),
  copy: text('--copy <source>', 'Fill the workspace with a private copy of a folder or a repository'),
  folder: text('--folder <path>', 'Work in a folder of this machine itself; changes are made there'),
  actWithoutAsking: text(
    '--act-without-asking <yes|no>',
    'Whether its program acts without asking; left out: unless it works in a folder of this machine',
  ),
  egress: text('--egress <mode>', 'What may leave its network: off, allowlist or full'),
  allow: list('--allow <host>', 'Host that it may reach, besides those of its type'),
  egressSet: list('--egress-set <id>', 'Egress set that it may reach, besides those of its type'),
  group: text('--group <name>', 'Group to join: its agents reach each other directly, by name'),
  publish: list('-p, --publish <port>', 'Port on this machine’s loopback: 3000, or 8080:3000'),
  secret: list('--secret <id>', 'Secret that it may use through the gateway'),
  tag: list('--tag <tag>', 'Tag'),
  accept: list('--accept <risk>', 'Accept a risk that a refusal named, such as workspace.path'),
};
