import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changesListInputSchema, type FileChange } from '../../../electron/contract/changes.ts';
import { decidedFiles } from '../../../renderer/changes/apply/apply-plan.ts';
import { snapshot } from '../../harness/agents/copy-provisioning.ts';
import { folderCopy } from '../../harness/agents/workspace-folders.ts';
import { ensureAgent, subjectSpec } from '../harness/agents.ts';
import type { Subject } from '../harness/every-step.ts';
import type { World } from '../harness/world.ts';

const NAME = 'applying';
const originOf = ({ folder }: World) => join(folder, 'project');

/** The agent's changes in its copy: it creates, changes and removes files of every kind, and folders. */
const CHANGE = `cd /workspace && echo agent > changed.txt && rm -r gone && mkdir -p new/deep &&
  echo new > new/deep/file && ln -sf changed.txt link && echo private > private.txt && rm removed.txt &&
  rm -r to-file to-folder && echo file > to-file && mkdir to-folder && echo in > to-folder/file`;

/** Writes the host folder in its state before the agent's changes. */
function writeOrigin(world: World): void {
  const origin = originOf(world);
  rmSync(origin, { recursive: true, force: true });
  const files = [
    ...['changed.txt', 'private.txt', 'removed.txt', 'gone/last', 'untouched/file'],
    ...['to-file/a', 'to-folder'],
  ];
  for (const name of files) {
    mkdirSync(dirname(join(origin, name)), { recursive: true });
    writeFileSync(join(origin, name), `host ${name}\n`);
  }
  chmodSync(join(origin, 'private.txt'), 0o640);
  symlinkSync('untouched/file', join(origin, 'link'));
  world.giveAway(origin);
}

async function agentWithChanges(world: World): Promise<string> {
  writeOrigin(world);
  return await ensureAgent(world, subjectSpec(world, NAME, folderCopy(originOf(world))), CHANGE);
}

async function applyAll(world: World): Promise<void> {
  const agentId = (await world.agentNamed(NAME))?.id ?? '';
  const files: FileChange[] = [];
  const input = changesListInputSchema.parse({ agentId });
  const onItem = (batch: { kind: string; files?: FileChange[] }) => void files.push(...(batch.files ?? []));
  await world.window.open('changes.list', input, { onItem }).done;
  const selection = files.map(({ path, version }) => ({
    path,
    ...(version === undefined ? {} : { version }),
  }));
  const plan = await world.window.call('changes.plan', { agentId, selection });
  const decided = decidedFiles(plan, selection, {}, new Set());
  await world.done((window) => window.call('changes.apply', { agentId, files: decided }));
}

async function undoNewest(world: World): Promise<void> {
  const agentId = (await world.agentNamed(NAME))?.id ?? '';
  const applied = await world.window.call('changes.applied', { agentId });
  const applyId = applied.find(({ state }) => state === 'applied')?.applyId ?? '';
  await world.done((window) => window.call('changes.undo', { agentId, applyId }));
}

/** The files, and whether the newest apply stands: a window shows "Undo" by that. */
async function state(world: World): Promise<string> {
  const agentId = (await world.agentNamed(NAME))?.id ?? '';
  const applied = await world.window.call('changes.applied', { agentId });
  const interrupted = applied.filter((each) => each.state === 'interrupted').length;
  return JSON.stringify({ interrupted, files: snapshot(originOf(world)) });
}

export const apply: Subject = {
  name: 'apply',
  prepare: async (world) => void (await agentWithChanges(world)),
  operate: applyAll,
  state,
};

export const undo: Subject = {
  name: 'undo',
  async prepare(world) {
    await agentWithChanges(world);
    await applyAll(world);
  },
  operate: undoNewest,
  state,
};
