import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUSYBOX } from '../engine/docker-endpoint.ts';

/** Agent types of a person's own whose programs are cheap: one runs the prompt as a script, one prints it, one is missing, and one runs a script that prints as Claude Code does. */
export const TASK_TYPES = {
  script: ['sh', '-c', '{prompt}'],
  echo: ['printf', '<%s>', '{prompt}'],
  missing: ['no-such-program', '{prompt}'],
  events: ['sh', '-c', '{prompt}'],
} as const;

export function writeTaskTypes(dataPath: string): void {
  for (const [id, promptCommand] of Object.entries(TASK_TYPES)) {
    const folder = join(dataPath, 'agent-types', id);
    mkdirSync(folder, { recursive: true });
    const type = {
      version: 1,
      label: `Type ${id}`,
      description: 'For tests.',
      image: BUSYBOX,
      limits: { memory: '64m', cpus: 1, pids: 64 },
      promptCommand,
      ...(id === 'events' ? { task: { command: promptCommand, output: 'claude-code' } } : {}),
    };
    writeFileSync(join(folder, 'type.json'), JSON.stringify(type));
  }
}
