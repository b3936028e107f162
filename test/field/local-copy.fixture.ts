import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Selection } from '../../electron/contract/apply.ts';
import type { FileChange } from '../../electron/contract/changes.ts';
import { Applies } from '../../electron/engine/changes/apply/applies.ts';
import { branchRequest } from '../../electron/engine/changes/apply/branch.ts';
import { planApply, toPlan } from '../../electron/engine/changes/apply/plan.ts';
import { listChanges } from '../../electron/engine/changes/list.ts';
import { FolderReader } from '../../electron/engine/changes/reader.ts';
import { TRACK } from '../../electron/engine/changes/scripts/track.ts';
import { assertSeen, stampOf } from '../../electron/engine/changes/stamp.ts';
import type { OperationRequest } from '../../electron/engine/operations/operations.ts';
import type { CommandOptions, CommandResult } from '../../electron/engine/toolbox/open-toolbox.ts';
import type { Toolbox } from '../../electron/engine/toolbox/toolbox.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { decidedFiles } from '../../renderer/changes/apply/apply-plan.ts';

const { signal } = new AbortController();
const context = { signal, progress() {}, detail() {}, skip() {} } as never;

/** A host folder and an agent's copy of it on this machine, with the toolbox's scripts, git and node. */
export class LocalCopy {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'local-copy-')));
  readonly host = join(this.root, 'host');
  readonly copy = join(this.root, 'copy');
  readonly applies = new Applies({
    dataPath: join(this.root, 'data'),
    clock: systemClock,
    logger: silentLogger,
    writers: () => [],
  });

  constructor() {
    for (const folder of [this.host, join(this.root, 'baseline'), join(this.root, 'tmp')]) mkdirSync(folder);
  }

  /** Copies the host folder, as the agent gets it, and keeps the baseline. */
  async begin(): Promise<void> {
    cpSync(this.host, this.copy, { recursive: true, verbatimSymlinks: true });
    const run = await this.#run(TRACK);
    if (run.exitCode !== 0) throw new Error(run.stderr);
  }

  /** The same folders once more, for a test that changes them. */
  again(): LocalCopy {
    const other = new LocalCopy();
    for (const name of ['host', 'copy', 'baseline']) {
      cpSync(join(this.root, name), join(other.root, name), { recursive: true, verbatimSymlinks: true });
    }
    return other;
  }

  /** A reader of its own, because one remembers what it found. */
  reader(hasBaseline = true): FolderReader {
    const { run } = this.#toolbox();
    const toolbox = { open: async () => ({ run, close: async () => undefined }) } as unknown as Toolbox;
    const folder = {
      path: '/workspace',
      kind: 'copy' as const,
      mount: { Type: 'volume' as const, Target: '' },
    };
    return new FolderReader({ toolbox, clock: systemClock, agentId: 'agent', folder, hasBaseline });
  }

  async list(base: 'baseline' | 'head' = 'baseline'): Promise<FileChange[]> {
    const listed = await listChanges(this.reader(), base, { ignored: false, signal });
    return listed?.files ?? [];
  }

  async plan(selection: Selection) {
    const entries = await planApply({ reader: this.reader(), folder: this.host, signal }, selection);
    return toPlan(this.host, entries, []);
  }

  /** Plans and applies, as the dialog does; the risks are confirmed. */
  async apply(selection: Selection, resolution?: 'overwrite' | 'merge'): Promise<void> {
    const plan = await this.plan(selection);
    const resolutions = Object.fromEntries(
      plan.files.map(({ path }) => [path, resolution ?? ('skip' as const)]),
    );
    const files = decidedFiles(plan, selection, resolutions, new Set(plan.files.map(({ path }) => path)));
    const agent = { id: 'agent', name: 'otter' };
    const openReader = async () => this.reader();
    await runSteps(this.applies.applyRequest({ agent, folder: this.host, files, openReader }));
  }

  async undo(): Promise<void> {
    const [last] = await this.applies.list('agent');
    const agent = { id: 'agent', name: 'otter' };
    await runSteps(await this.applies.undoRequest(agent, last?.applyId ?? '', undefined));
  }

  /** Makes a branch of what the list shows now. */
  async branch(branch: string): Promise<void> {
    const listed = await listChanges(this.reader(), 'baseline', { ignored: false, signal });
    const seen = stampOf('baseline', false, listed);
    const request = {
      agent: { id: 'agent', name: 'otter' },
      folder: this.host,
      branch,
      message: 'Work',
      mounts: async () => [],
      writers: () => [],
      assertSeen: async () => await assertSeen(this.reader(), seen, signal),
    };
    await runSteps(branchRequest(this.#toolbox() as unknown as Toolbox, request));
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  #toolbox() {
    const run = (_command: readonly string[], { env = [], stdin, onStdout }: CommandOptions) =>
      this.#run('eval "$WORDS"; eval "$SCRIPT"', env, stdin as Uint8Array | undefined, onStdout);
    return { run };
  }

  /** Runs a script of the toolbox with its mounts at their places on this machine. */
  #run(
    script: string,
    env: readonly string[] = [],
    stdin?: Uint8Array,
    onStdout?: CommandOptions['onStdout'],
  ): Promise<CommandResult> {
    const here = (text: string) =>
      text
        .replaceAll('/tmp', join(this.root, 'tmp'))
        .replaceAll(/(?<![\w/])\/folder/g, this.copy)
        .replaceAll(/(?<![\w/])\/baseline/g, join(this.root, 'baseline'));
    const variables = env.map((line) => {
      const [name = '', ...value] = here(line).split('=');
      return [name, value.join('=')];
    });
    return new Promise((resolve, reject) => {
      const child = spawn('sh', ['-c', here(script), 'sh'], {
        env: { PATH: process.env.PATH, HOME: join(this.root, 'tmp'), ...Object.fromEntries(variables) },
      });
      const stdout: Buffer[] = [];
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout.push(chunk);
        void onStdout?.(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ exitCode: code ?? 1, stdout: Buffer.concat(stdout), stderr }));
      // A script that reads no input may end before all of it is written.
      child.stdin.on('error', () => undefined);
      child.stdin.end(stdin);
    });
  }
}

async function runSteps({ steps }: Pick<OperationRequest, 'steps'>): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      await step.run(context);
    } catch (error) {
      for (const done of steps.slice(0, index + 1).reverse()) await done.undo?.();
      throw error;
    }
  }
}

export function write(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
