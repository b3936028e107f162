import type { AgentLife } from '../contract/agent-life.ts';
import { UsageError } from './exit-code.ts';
import { parseDuration } from './format.ts';
import { yesOrNo } from './values.ts';

const MINUTE_MS = 60_000;

export interface LifeOptions {
  idleStop?: string | undefined;
  startOnConsole?: string | undefined;
  startOnLaunch?: string | undefined;
  removeWhenStopped?: string | undefined;
}

/** The life with what the options change; the same object when they change nothing. Throws `UsageError`. */
export function changedLife(life: AgentLife, options: LifeOptions): AgentLife {
  if (Object.values(options).every((value) => value === undefined)) return life;
  return {
    idleStopMinutes:
      options.idleStop === undefined ? life.idleStopMinutes : idleStopMinutes(options.idleStop),
    startOnConsole: yesOrNo('--start-on-console', options.startOnConsole) ?? life.startOnConsole,
    startOnLaunch: yesOrNo('--start-on-launch', options.startOnLaunch) ?? life.startOnLaunch,
    removeWhenStopped: yesOrNo('--remove-when-stopped', options.removeWhenStopped) ?? life.removeWhenStopped,
  };
}

function idleStopMinutes(text: string): number | null {
  if (text === 'off') return null;
  const minutes = (parseDuration(text) ?? Number.NaN) / MINUTE_MS;
  if (!Number.isInteger(minutes) || minutes < 1)
    throw new UsageError('--idle-stop: whole minutes such as 30m or 2h, or “off”.');
  return minutes;
}
