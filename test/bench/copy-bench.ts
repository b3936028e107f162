import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { objectNames } from '../../electron/engine/objects/object-names.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, createAgent, testProvisioning } from '../harness/agents/provisioning.ts';
import { folderCopy, personFolder } from '../harness/agents/workspace-folders.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { takeWorkerEngine } from '../harness/engine/engine.ts';
import { type BenchResult, median } from './bench-row.ts';

const ROUNDS = 3;
const FOLDERS = 500;
const FILES_EACH = 100;

/** A folder of 50,000 files of about 500 bytes each. */
function smallFiles(folder: string): void {
  for (let one = 0; one < FOLDERS; one += 1) {
    const place = join(folder, `folder-${one % 10}`, `${one}`);
    mkdirSync(place, { recursive: true });
    for (let file = 0; file < FILES_EACH; file += 1) {
      writeFileSync(join(place, `${file}.txt`), `${one} ${file} line\n`.repeat(40));
    }
  }
}

/** How long an agent with a private copy of many small files takes to be created, baseline included, beside "cp -a". */
export async function runCopyBench(_dockerHost: string): Promise<BenchResult> {
  const scope = new Scope();
  try {
    await takeWorkerEngine(0);
    const made = await testProvisioning(scope);
    await made.deps.toolbox.prepare(scope.signal);
    const folder = personFolder(scope);
    smallFiles(folder);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const copy = `${personFolder(scope)}/copy`;
      const peerFrom = performance.now();
      execFileSync('cp', ['-a', folder, copy]);
      theirs.push(performance.now() - peerFrom);
      rmSync(copy, { recursive: true });
      const from = performance.now();
      const name = `bench-copy-${round}`;
      const { agentId } = await createAgent(made, busyboxSpec(name, folderCopy(folder)));
      ours.push(performance.now() - from);
      // The engine takes longer for so many files than the app waits for the end of a test.
      await docker('rm', '--force', `bulkhead-${name}`);
      await docker('volume', 'rm', objectNames(agentId).workspace);
    }
    return {
      subject: 'copy',
      method: `${ROUNDS} rounds, median`,
      rows: [
        {
          work: 'create an agent with a private copy of 50,000 small files',
          value: median(ours),
          unit: 'ms',
          peer: { name: 'cp -a', value: median(theirs) },
          ratio: median(ours.map((ms, round) => ms / (theirs[round] ?? ms))),
          target: '<= 3 x',
        },
      ],
    };
  } finally {
    await scope.dispose();
  }
}
