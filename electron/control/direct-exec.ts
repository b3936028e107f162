import { join } from 'node:path';
import type { Agent } from '../contract/agent.ts';
import { execInputSchema } from '../contract/console.ts';
import { AppFailure } from '../contract/error.ts';
import type { StreamInput } from '../contract/registry.ts';
import { type ExecOptions, runProgram } from '../engine/console/exec.ts';
import { isExecGone } from '../engine/console/exec-exit.ts';
import { agentIdOf, chooseContainer, toAgent } from '../engine/directory/directory-agent.ts';
import { inspectAll } from '../engine/directory/directory-read.ts';
import { createDockerEngine } from '../engine/docker/adapter.ts';
import { findEndpoints } from '../engine/docker/discovery.ts';
import type { Engine } from '../engine/docker/engine.ts';
import { readHostEnvironment } from '../engine/docker/host-environment.ts';
import { findFirstEngine, summarizeProbes } from '../engine/docker/probe.ts';
import { newRunMark } from '../engine/objects/run-mark.ts';
import { parseInput } from '../engine/rpc/failure.ts';
import type { StreamSink } from '../engine/rpc/handlers.ts';
import { systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { readOwnFile } from '../settings/own-file.ts';
import { readSettings } from '../settings/settings-file.ts';

/** Most programs have ended by then, and need no second connection to the engine. */
const FOLLOW_AFTER_MS = 1_000;

export interface DirectExecOptions {
  dataPath: string;
  /** Selects the agent among all of them; throws when there is none. */
  choose(agents: readonly Agent[]): Agent;
  input: Omit<StreamInput<'exec.run'>, 'agentId'>;
  sink: StreamSink<'exec.run'>;
  logger: Logger;
}

/**
 * Runs a program in an agent as `exec.run` of the contract does, without an engine host: to start all of its areas
 * takes longer than most programs run. It writes nothing to the data folder and needs no claim on it.
 */
export async function execDirectly(options: DirectExecOptions): Promise<{ exitCode: number | null }> {
  const { dataPath, sink, logger } = options;
  const engine = await openEngine(dataPath, sink.signal);
  try {
    const agent = options.choose(await readAgents(engine, sink.signal));
    const input = parseInput(execInputSchema, { ...options.input, agentId: agent.id });
    const directory = directoryOf(engine, agent, logger);
    const mark = newRunMark(dataPath);
    return await runProgram(
      { engine: () => engine, directory, mark, clock: systemClock, logger },
      input,
      sink,
    );
  } finally {
    engine.close();
  }
}

/** The agent as it was read. Of its end the engine tells, because under gVisor the program's output does not end with it. */
function directoryOf(engine: Engine, agent: Agent, logger: Logger): ExecOptions['directory'] {
  return {
    get: () => agent,
    onChange: (listener) => {
      const ended = new AbortController();
      const follow = async () => {
        if (await hasEnded(engine, agent.containerId, ended.signal))
          listener({ sequence: 0, upserted: [], removed: [agent.id] });
      };
      const cancel = systemClock.after(FOLLOW_AFTER_MS, () => {
        follow().catch((error: unknown) => {
          if (!ended.signal.aborted) logger.warn('the end of the agent will not be noticed', { error });
        });
      });
      return () => {
        cancel();
        ended.abort();
      };
    },
  };
}

/** Resolves to true once the container has ended, and to false when the engine tells nothing more. */
async function hasEnded(engine: Engine, containerId: string, signal: AbortSignal): Promise<boolean> {
  const events = await engine.events({ container: [containerId], event: ['die', 'destroy'] }, signal);
  // It may have ended before the engine told of it.
  const container = await engine.inspectContainer(containerId, { signal }).catch((error: unknown) => {
    if (isExecGone(error)) return undefined;
    throw error;
  });
  if (!container?.State.Running) return true;
  for await (const _ of events) return true;
  return false;
}

async function openEngine(dataPath: string, signal: AbortSignal): Promise<Engine> {
  const file = await readOwnFile(join(dataPath, 'settings.json'));
  const chosen = file.kind === 'text' ? readSettings(file.text).settings.endpoint : null;
  const { search } = await findEndpoints(readHostEnvironment(), chosen);
  const { tried, found } = await findFirstEngine(search, (endpoint) => createDockerEngine(endpoint), signal);
  if (!found) throw new AppFailure(summarizeProbes(tried));
  return found.engine;
}

async function readAgents(engine: Engine, signal: AbortSignal): Promise<Agent[]> {
  const containers = await inspectAll(engine, signal);
  return [...new Set(containers.map(agentIdOf))].flatMap((agentId) => {
    const own = containers.filter((each) => agentIdOf(each) === agentId);
    const container = chooseContainer(own, undefined);
    return container ? [toAgent(container, { reachable: true, activity: undefined })] : [];
  });
}
