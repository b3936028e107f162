import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { AppFailure } from '../../../electron/contract/error.ts';
import { createDockerEngine } from '../../../electron/engine/docker/adapter.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { runtimeConfig } from './agent-runtime.ts';
import { tagBusybox, testEndpoint } from './docker-endpoint.ts';

const LABEL = 'dev.bulkhead.test';

/** The fixture of a file of the contract tests of `Engine`. */
export interface EngineContract {
  readonly engine: Engine;
  /** Busybox with {@link labels}, under a tag that only this file uses. */
  readonly image: string;
  /** The labels of every object that the file makes; such objects are removed after each test. */
  readonly labels: Readonly<Record<string, string>>;
  readonly filters: { label: string[] };
  /** A name that nothing else on the engine has. */
  newName(): string;
  makeContainer(command: string[], extra?: { tty?: boolean; stdin?: boolean }): Promise<string>;
  runContainer(command?: string[], extra?: { tty?: boolean; stdin?: boolean }): Promise<string>;
}

/** Prepares the engine for the tests of one file, and checks afterwards that no object is left. `subject` names the file. */
export function engineContract(subject: string): EngineContract {
  const engine = createDockerEngine(testEndpoint());
  const labels = { [LABEL]: subject };
  const filters = { label: [`${LABEL}=${subject}`] };
  const image = `bulkhead-test/busybox:${subject}`;
  const newName = () => `contract-${randomUUID().slice(0, 8)}`;

  async function removeEverything(): Promise<void> {
    for (const { Id } of await engine.listContainers(filters)) await engine.removeContainer(Id);
    for (const { Id } of await engine.listNetworks(filters)) await engine.removeNetwork(Id);
    for (const { Name } of await engine.listVolumes(filters)) await engine.removeVolume(Name);
  }

  beforeAll(async () => {
    await removeEverything();
    await tagBusybox(engine, image, labels);
  });
  afterEach(removeEverything);
  afterAll(async () => {
    await engine.removeImage(image);
    expect(await engine.listImages(filters)).toEqual([]);
    engine.close();
  });

  async function makeContainer(
    command: string[],
    extra: { tty?: boolean; stdin?: boolean } = {},
  ): Promise<string> {
    return await engine.createContainer(newName(), {
      Image: image,
      Cmd: command,
      Labels: labels,
      Tty: extra.tty ?? false,
      OpenStdin: extra.stdin ?? false,
      HostConfig: { Init: true, ...runtimeConfig },
    });
  }

  async function runContainer(command = ['sleep', '300'], extra = {}): Promise<string> {
    const id = await makeContainer(command, extra);
    await engine.startContainer(id);
    return id;
  }

  return { engine, image, labels, filters, newName, makeContainer, runContainer };
}

export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Payload of the frames (8 bytes of header each) of a stream without a TTY. */
export function payload(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts).toString();
}

export async function failure(work: Promise<unknown>): Promise<AppFailure['error']> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error(`expected an AppFailure, got ${String(error)}`);
  return error.error;
}
