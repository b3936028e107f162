import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { testEngine } from '../engine/engine.ts';
import { PROGRAM } from './serve.ts';

const DOCS = join(import.meta.dirname, '../../../docs');

/** The command lines in the `sh` blocks of a page of `docs`. */
export function documentedLines(page: string): string[] {
  const text = readFileSync(join(DOCS, page), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => line.trim() !== ''),
  );
}

/** A command line of the documentation of continuous integration, and the file that has it. */
export interface CiLine {
  file: string;
  line: string;
}

/** The lines of docs/ci.md, and the steps of the ready files. */
export function ciLines(): CiLine[] {
  const read = (file: string) => load(readFileSync(join(DOCS, 'ci', file), 'utf8')) as unknown;
  const actions = read('github-actions.yml') as { jobs: Record<string, { steps: { run?: string }[] }> };
  const gitlab = read('gitlab-ci.yml') as Record<string, { script: string[] }>;
  const steps = Object.values(actions.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  const script = Object.values(gitlab).flatMap((job) => job.script);
  return [
    ...documentedLines('ci.md').map((line) => ({ file: 'ci.md', line })),
    ...steps.map((line) => ({ file: 'ci/github-actions.yml', line })),
    ...script.map((line) => ({ file: 'ci/gitlab-ci.yml', line })),
  ];
}

/** A person's project with tests, in a Git repository, and what the examples name. */
export function exampleProject(folder: string): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  const files = {
    'package.json': '{"name":"example","version":"1.0.0","scripts":{"test":"node -e 0"}}\n',
    'package-lock.json':
      '{"name":"example","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"example","version":"1.0.0"}}}\n',
    'notes.txt': 'notes\n',
    'task.md': 'Say hello.\n',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(project, name), content);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Example', '-c', 'user.email=example@example.test', ...args], {
      cwd: project,
    });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'Begin');
  return project;
}

export interface Place {
  /** Where a person works. */
  project: string;
  dataPath: string;
  environment?: Readonly<Record<string, string>>;
}

/** Runs a line as a person does who has `bulkhead` on the PATH. */
export async function runLine(
  line: string,
  { project, dataPath, environment = {} }: Place,
): Promise<{ code: number; out: string; err: string }> {
  const folder = join(dataPath, 'bin');
  mkdirSync(folder, { recursive: true });
  symlinkIfAbsent(PROGRAM, join(folder, 'bulkhead'));
  const env = {
    ...process.env,
    ...environment,
    PATH: `${folder}:${process.env.PATH}`,
    HOME: dataPath,
    DOCKER_HOST: testEngine().dockerHost,
    BULKHEAD_DATA: dataPath,
  };
  return await new Promise((resolve) => {
    const child = execFile(
      'sh',
      ['-c', line],
      { cwd: project, env, maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end();
  });
}

function symlinkIfAbsent(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
