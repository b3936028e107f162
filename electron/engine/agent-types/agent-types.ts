import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { agentTypeSchema } from '../../contract/agent-spec.ts';
import type { AgentTypeFile, ListedAgentType, UsableAgentType } from '../../contract/agent-type.ts';
import type { HomeTemplate } from '../../contract/home-file.ts';
import type { ImageBuild } from '../../contract/preferences.ts';
import { NO_TASK_PROGRAM, type TaskProgram } from '../../contract/task-program.ts';
import { dockerfileProblem } from './check-dockerfile.ts';
import { type ImagePlan, imagePlan } from './image-plan.ts';
import type { Position } from './json-text.ts';
import { parseType } from './parse-type.ts';
import { readTypeFolder } from './type-folder.ts';

/** Order of the built-in types in lists; the person's own follow, sorted by folder name. */
const BUILT_IN = ['claude-code', 'codex', 'gemini-cli', 'opencode', 'shell', 'custom'];

export interface LoadedType {
  listed: ListedAgentType;
  /** The plan of its image; absent when it builds none, or is broken. */
  plan?: ImagePlan;
  /** What its agents' new homes hold; absent when it is broken. */
  homeFiles?: readonly HomeTemplate[];
}

export interface AgentTypesOptions {
  builtInPath: string;
  /** Folder of the person's own types; it need not exist. */
  ownPath: string;
  /** The person's build settings, by type. */
  builds(): Readonly<Record<string, ImageBuild>>;
  hostRoots: () => string | undefined;
}

/** Loads the agent types. Reads the folders at each call, so that the person's changes apply at once. */
export class AgentTypes {
  readonly #options: AgentTypesOptions;

  constructor(options: AgentTypesOptions) {
    this.#options = options;
  }

  get ownPath(): string {
    return this.#options.ownPath;
  }

  /** All types, broken ones too; never throws for errors inside a folder. */
  async all(): Promise<LoadedType[]> {
    const own = await this.#ownFolders();
    return await Promise.all([
      ...BUILT_IN.map((id) => this.#load(id, 'built-in')),
      ...own.map((id) => this.#load(id, 'own')),
    ]);
  }

  /** The plan of a type's image; undefined when the type is unknown, or builds none. */
  async plan(typeId: string): Promise<ImagePlan | undefined> {
    return (await this.#find(typeId))?.plan;
  }

  /** Undefined for an unknown or a broken type. */
  async usable(typeId: string): Promise<UsableAgentType | undefined> {
    const listed = (await this.#find(typeId))?.listed;
    return listed?.status === 'ok' ? listed : undefined;
  }

  /** What the new home of an agent of this type holds; nothing for an unknown or a broken type. */
  async homeFiles(typeId: string): Promise<readonly HomeTemplate[]> {
    return (await this.#find(typeId))?.homeFiles ?? [];
  }

  async #find(typeId: string): Promise<LoadedType | undefined> {
    if (!agentTypeSchema.safeParse(typeId).success) return undefined;
    return await this.#load(typeId, BUILT_IN.includes(typeId) ? 'built-in' : 'own');
  }

  async #ownFolders(): Promise<string[]> {
    try {
      const entries = await readdir(this.#options.ownPath, { withFileTypes: true });
      return entries
        .filter((entry) => !entry.isFile() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  async #load(id: string, origin: 'built-in' | 'own'): Promise<LoadedType> {
    const path = join(origin === 'own' ? this.#options.ownPath : this.#options.builtInPath, id);
    const broken = (file: string, problem: string, position?: Position): LoadedType => ({
      listed: { status: 'broken', id, origin, file, problem, ...position },
    });
    if (origin === 'own') {
      if (BUILT_IN.includes(id))
        return broken(path, 'There is a built-in type of this name. Give the folder another name.');
      const name = agentTypeSchema.safeParse(id);
      if (!name.success) return broken(path, 'A folder’s name has small letters, digits and "-" only.');
    }
    const folder = await readTypeFolder(path);
    if (!folder.ok) return broken(folder.file, folder.problem);
    const typeFile = join(path, 'type.json');
    const parsed = parseType(folder.typeText);
    if (!parsed.ok) return broken(typeFile, parsed.problem, parsed.position);
    const { type } = parsed;
    const { dockerfile, files } = folder;
    if (dockerfile === undefined) {
      if (Object.keys(type.buildArgs).length > 0)
        return broken(typeFile, 'buildArgs: there is no Dockerfile that could use them.');
      return { listed: listedType(id, origin, type, undefined), homeFiles: type.homeFiles };
    }
    if (type.image === '')
      return broken(typeFile, 'image: name the image that the Dockerfile builds on (its ARG BASE).');
    const problem = dockerfileProblem(dockerfile);
    if (problem) return broken(join(path, 'Dockerfile'), problem.problem, problem.position);
    const build = this.#options.builds()[id];
    const plan = imagePlan(id, type, { dockerfile, files }, build, this.#options.hostRoots());
    return { listed: listedType(id, origin, type, plan), plan, homeFiles: type.homeFiles };
  }
}

function listedType(
  id: string,
  origin: 'built-in' | 'own',
  type: AgentTypeFile,
  plan: ImagePlan | undefined,
): ListedAgentType {
  const { limits, caches, credentials } = type;
  return {
    status: 'ok',
    id,
    origin,
    label: type.label,
    description: type.description,
    icon: type.icon,
    image: plan?.reference ?? type.image,
    ...(plan ? { base: plan.base } : {}),
    buildArgs: { ...plan?.args },
    resources: { memoryBytes: limits.memory, cpus: limits.cpus, pids: limits.pids },
    caches: caches.map(({ path, size }) => ({ path, bytes: size })),
    environment: type.environment,
    egress: type.egress,
    credentials,
    command: type.command,
    start: type.start ?? [],
    startWithoutAsking: type.startWithoutAsking ?? [],
    versionCommand: type.versionCommand ?? [],
    promptCommand: type.promptCommand ?? [],
    task: taskProgramOf(type),
    prompts: type.prompts,
    notes: type.notes,
  };
}

function taskProgramOf({ task, promptCommand }: AgentTypeFile): TaskProgram {
  if (task) return { ...task, followUp: task.followUp ?? [] };
  return { ...NO_TASK_PROGRAM, command: promptCommand ?? [] };
}
