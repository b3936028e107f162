import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUSYBOX } from '../engine/docker-endpoint.ts';

/** Agent types of a person's own whose programs are cheap: one runs the prompt as a script, one prints it, one is missing. */
export const TASK_TYPES = {
  script: ['sh', '-c', '{prompt}'],
  echo: ['printf', '<%s>', '{prompt}'],
  missing: ['no-such-program', '{prompt}'],
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
    };
    writeFileSync(join(folder, 'type.json'), JSON.stringify(type));
  }
}
