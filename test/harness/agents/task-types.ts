import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUSYBOX } from '../engine/docker-endpoint.ts';

const SCRIPT = ['sh', '-c', '{prompt}'];
const FOLLOW_UP = ['sh', '-c', 'printf "%s" "$1" >sent; sh -c "$1"', 'sh', '{prompt}'];

/** Agent types of a person's own whose programs are cheap. */
export const TASK_TYPES = {
  /** Runs the prompt as a script. */
  script: { promptCommand: SCRIPT },
  echo: { promptCommand: ['printf', '<%s>', '{prompt}'] },
  missing: { promptCommand: ['no-such-program', '{prompt}'] },
  /** Runs a script that prints as Claude Code does. */
  events: { task: { command: SCRIPT, output: 'claude-code' } },
  /** Goes on with a session, which keeps what it was sent in the file `sent`. */
  session: { task: { command: SCRIPT, followUp: FOLLOW_UP } },
} as const;

export function writeTaskTypes(dataPath: string): void {
  for (const [id, program] of Object.entries(TASK_TYPES)) {
    const folder = join(dataPath, 'agent-types', id);
    mkdirSync(folder, { recursive: true });
    const type = {
      version: 1,
      label: `Type ${id}`,
      description: 'For tests.',
      image: BUSYBOX,
      limits: { memory: '64m', cpus: 1, pids: 64 },
      ...program,
    };
    writeFileSync(join(folder, 'type.json'), JSON.stringify(type));
  }
}
