import { findAgent } from '../client/find-agent.ts';
import { HIGH_WATER_BYTES, LOW_WATER_BYTES } from '../contract/flow.ts';
import type { StreamInbound } from '../contract/registry.ts';
import { execDirectly } from '../control/direct-exec.ts';
import type { StreamSink } from '../engine/rpc/handlers.ts';
import { Credit } from '../lib/credit.ts';
import { silentLogger } from '../lib/logger.ts';
import { EXIT } from './exit-code.ts';
import { dataPathOf } from './places.ts';
import { exitCodeOfProgram, type InputStream, type ProgramOptions, passInput } from './run-program.ts';

const MARKS = { high: HIGH_WATER_BYTES, low: LOW_WATER_BYTES };

type DirectOptions = Omit<ProgramOptions, 'input'> & { input: Omit<ProgramOptions['input'], 'agentId'> };

/** Runs a program without an engine host in the agent of this name or id; resolves as `runProgram` does. */
export async function runDirectProgram(agent: string, options: DirectOptions): Promise<number> {
  const { stdin, signal } = options;
  const output = outputSink(options);
  const result = await execDirectly({
    dataPath: dataPathOf(),
    choose: (agents) => findAgent(agents, agent),
    input: { ...options.input, stdin: stdin !== undefined },
    sink: output.sink,
    logger: silentLogger,
  }).finally(output.release);
  await output.written();
  return signal.aborted ? EXIT.interrupted : exitCodeOfProgram(result);
}

function outputSink({ stdin, signal, onOutput }: DirectOptions) {
  const credit = new Credit(MARKS);
  let written = Promise.resolve();
  let release: () => void = () => undefined;
  const sink: StreamSink<'exec.run'> = {
    signal,
    get full() {
      return credit.full;
    },
    push: ({ source, bytes }) => {
      credit.spend(bytes.length);
      written = written.then(async () => {
        await onOutput(source, bytes);
        credit.giveBack(bytes.length);
      });
    },
    ready: () => credit.ready(),
    onInput: (listener) => {
      release = passInput(stdin, inputStream(listener));
    },
  };
  return { sink, written: () => written, release: () => release() };
}

function inputStream(listener: (value: StreamInbound<'exec.run'>) => Promise<void> | void): InputStream {
  const credit = new Credit(MARKS);
  return {
    send: (value) => {
      const bytes = value.type === 'data' ? value.bytes.length : 0;
      credit.spend(bytes);
      void Promise.resolve(listener(value)).then(() => credit.giveBack(bytes));
    },
    get full() {
      return credit.full;
    },
    ready: () => credit.ready(),
  };
}
