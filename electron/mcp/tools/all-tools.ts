import type { Tool } from '../tool.ts';
import { createAgent, listAgents, removeAgent, startAgent } from './agents.ts';
import { applyChanges } from './apply-changes.ts';
import { changes } from './changes.ts';
import { changeEgress } from './egress.ts';
import { exec } from './exec.ts';
import { readFile, writeFile } from './files.ts';
import { logs } from './logs.ts';
import { restore, snapshot } from './snapshots.ts';
import { createTask, listTasks } from './tasks.ts';
import { verify } from './verify.ts';

export const ALL_TOOLS: readonly Tool[] = [
  listAgents,
  createAgent,
  startAgent,
  exec,
  readFile,
  writeFile,
  logs,
  changes,
  snapshot,
  restore,
  removeAgent,
  verify,
  changeEgress,
  applyChanges,
  createTask,
  listTasks,
];
