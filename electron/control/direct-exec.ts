import { join } from 'node:path';
import type { Agent } from '../contract/agent.ts';
import { execInputSchema } from '../contract/console.ts';
import { AppFailure } from '../contract/error.ts';
import type { StreamInput } from '../contract/registry.ts';
import { runProgram } from '../engine/console/exec.ts';
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
    // The agent is read once, so that nothing is learned of its end but what the engine says.
    const directory = { get: () => agent, onChange: () => () => undefined };
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
