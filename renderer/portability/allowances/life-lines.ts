import type { AgentLife } from '../../../electron/contract/agent-life.ts';
import { type Lines, plain, risk } from './allowance.ts';

export const lifeLines: Lines<AgentLife> = {
  idleStopMinutes: (minutes) => [
    plain(minutes === null ? 'Is not stopped when idle.' : `Is stopped after ${minutes} idle minutes.`),
  ],
  startOnConsole: (on) => (on ? [plain('Starts when a console is opened.')] : []),
  startOnLaunch: (on) => (on ? [risk('Starts whenever Bulkhead opens.')] : []),
  removeWhenStopped: (on) => (on ? [risk('Is thrown away with its workspace volume when it ends.')] : []),
};
