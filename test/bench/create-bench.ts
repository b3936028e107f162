import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import type { Operation, OperationStep } from '../../electron/contract/operation.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec } from '../harness/agents/provisioning.ts';
import { openHost } from '../harness/agents/test-host.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { takeWorkerEngine } from '../harness/engine/engine.ts';
import { type BenchResult, type BenchRow, median } from './bench-row.ts';

const ROUNDS = 12;
/** The first rounds make the gateway and fill caches. */
const WARM_UP = 2;

/** Resolves to the creation once it has ended. */
function ended(client: RpcClient, operationId: string): Promise<Operation> {
  return new Promise((resolve, reject) => {
    const off = client.on('operation.changed', (operation) => {
      if (operation.id !== operationId || operation.finishedAt === undefined) return;
      off();
      if (operation.status === 'done') resolve(operation);
      else reject(new Error(operation.error?.message ?? operation.status));
    });
  });
}

interface Made {
  ms: number;
  steps: readonly OperationStep[];
  /** From the end of the creation to the first output of its console. */
  consoleMs: number;
}

/** What the New agent dialog does from the press of its button to the prompt. */
async function createToPrompt(client: RpcClient, name: string): Promise<Made> {
  const from = performance.now();
  const spec = busyboxSpec(name);
  const { operationId } = await client.call('agent.create', { spec, confirmed: [], verify: false });
  const { agentId = '', steps } = await ended(client, operationId);
  const created = performance.now();
  await new Promise<void>((resolve, reject) => {
    const handle = client.open(
      'console.open',
      { agentId, columns: 120, rows: 40 },
      { acknowledge: 'by-hand', onItem: () => resolve() },
    );
    handle.done.catch(reject);
  });
  const prompt = performance.now();
  return { ms: prompt - from, steps, consoleMs: prompt - created };
}

/** The same by the command line of Docker, without what makes it safe. */
async function dockerToPrompt(name: string): Promise<number> {
  const from = performance.now();
  await docker('network', 'create', '--internal', name);
  await docker('run', '-d', '--init', '--network', name, '--name', name, 'busybox:stable', 'sleep', '3600');
  await docker('exec', name, 'echo', '$');
  return performance.now() - from;
}

/** How long a person waits from "Create agent" to the prompt of an agent whose image is there. */
export async function runCreateBench(_dockerHost: string): Promise<BenchResult> {
  const scope = new Scope();
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  try {
    await takeWorkerEngine(0);
    const client = await openHost(scope, folder);
    const made: Made[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const name = `bench-create-${round}`;
      const peer = await dockerToPrompt(`${name}-peer`);
      await docker('rm', '--force', `${name}-peer`);
      await docker('network', 'rm', `${name}-peer`);
      const one = await createToPrompt(client, name);
      if (round < WARM_UP) continue;
      made.push(one);
      theirs.push(peer);
    }
    return { subject: 'create', method: `${ROUNDS} rounds, medians`, rows: rowsOf(made, theirs) };
  } finally {
    await scope.dispose();
  }
}

function rowsOf(made: readonly Made[], theirs: readonly number[]): BenchRow[] {
  const total: BenchRow = {
    work: 'create an agent until the prompt of its console, image present',
    value: median(made.map(({ ms }) => ms)),
    unit: 'ms',
    peer: { name: 'docker network create + run -d + exec', value: median(theirs) },
    ratio: median(made.map(({ ms }, round) => ms / (theirs[round] ?? ms))),
    target: '<= 1.25 x',
  };
  const first = made[0]?.steps ?? [];
  const steps = first
    .filter(({ status }) => status === 'done')
    .map(({ id, label }): BenchRow => {
      const of = made.map(({ steps }) => steps.find((step) => step.id === id));
      return { work: `of it: ${label}`, value: median(of.map(durationOf)), unit: 'ms' };
    });
  const prompt = { work: 'of it: the console', value: median(made.map((one) => one.consoleMs)), unit: 'ms' };
  return [total, ...steps, prompt];
}

function durationOf(step: OperationStep | undefined): number {
  return step?.startedAt === undefined ? 0 : (step.finishedAt ?? step.startedAt) - step.startedAt;
}
