import { performance } from 'node:perf_hooks';
import { Scope } from '../../electron/lib/scope.ts';
import { changesService, listed, temporary } from '../harness/agents/changes-fixture.ts';
import { busyboxSpec, createAgent, inAgent, testProvisioning } from '../harness/agents/provisioning.ts';
import { takeWorkerEngine } from '../harness/engine/engine.ts';
import { type BenchResult, median } from './bench-row.ts';

const ROUNDS = 3;
const FILES = 10_000;
const NAME = 'bench-changes';

/** How long the changes of an agent that wrote 10,000 files take, with their line counts, beside counting the lines inside. */
export async function runChangesBench(_dockerHost: string): Promise<BenchResult> {
  const scope = new Scope();
  try {
    await takeWorkerEngine(0);
    const made = await testProvisioning(scope);
    await made.deps.toolbox.prepare(scope.signal);
    const changes = changesService(made, temporary(scope));
    scope.add(() => changes.dispose());
    const { agentId } = await createAgent(made, busyboxSpec(NAME));
    await made.refresh();
    await inAgent(NAME, `cd /workspace && for i in $(seq ${FILES}); do echo $i > $i; done`);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = performance.now();
      const { counts } = await listed(changes, agentId);
      ours.push(performance.now() - from);
      if (counts.size !== FILES) throw new Error(`${counts.size} files were counted`);
      const peerFrom = performance.now();
      await inAgent(NAME, 'find /workspace -type f -exec wc -l {} + | tail -n 1');
      theirs.push(performance.now() - peerFrom);
    }
    return {
      subject: 'changes',
      method: `${ROUNDS} rounds, median`,
      rows: [
        {
          work: 'list 10,000 new files with their line counts',
          value: median(ours),
          unit: 'ms',
          peer: { name: 'find and wc by docker exec', value: median(theirs) },
          ratio: median(ours.map((ms, round) => ms / (theirs[round] ?? ms))),
          target: '<= 30000',
        },
      ],
    };
  } finally {
    await scope.dispose();
  }
}
