import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { it } from 'vitest';
import { z } from 'zod';
import { AppFailure } from '../../electron/contract/error.ts';
import { readSpec } from '../../electron/engine/directory/directory-agent.ts';
import * as answers from '../../electron/engine/docker/answers.ts';
import * as containerAnswers from '../../electron/engine/docker/container-answers.ts';
import { parseContextEndpoint, parseCurrentContext } from '../../electron/engine/docker/contexts.ts';
import { FramingError } from '../../electron/engine/docker/frames.ts';
import { parseImageReference } from '../../electron/engine/docker/image-reference.ts';
import { createJsonLines } from '../../electron/engine/docker/json-lines.ts';
import { LineReader } from '../../electron/engine/docker/line-reader.ts';
import { readAnswer } from '../../electron/engine/docker/read-answer.ts';
import { parseSshUrl } from '../../electron/engine/docker/ssh-url.ts';
import { splitStamp } from '../../electron/engine/docker/stamp.ts';
import { ControlChannel } from '../../electron/engine/egress/gateway/control-channel.ts';
import { BuildProgress } from '../../electron/engine/images/build-progress.ts';
import { PullProgress } from '../../electron/engine/images/pull-progress.ts';
import { deviceCodeIn, pageIn } from '../../electron/engine/sign-in/read-page.ts';
import { cgroupV1 } from '../../electron/engine/stats/payloads.fixture.ts';
import { toSample } from '../../electron/engine/stats/sample.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { frameHeader, RelayFrames } from '../../electron/lib/relay/frames.ts';
import { longName, parseList } from '../../electron/ssh/sftp/attributes.ts';
import { expectHarmless, type HostileSubject } from '../harness/hostile-input.ts';

const text = (input: Buffer) => input.toString('utf8');
const _isSyntax = (error: unknown) => error instanceof SyntaxError;
const isUnderstood = (error: unknown) =>
  error instanceof SyntaxError || error instanceof z.ZodError || error instanceof RangeError;
const isInvalid = (error: unknown) => error instanceof AppFailure && error.error.type === 'invalid-input';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../electron/engine/docker/recorded/28.5.json'), 'utf8'),
) as { running: Record<string, unknown> };
const schemas: Record<string, z.ZodType> = {
  ...answers,
  ...containerAnswers,
  events: z.array(answers.engineEvent),
};
const byPieces = (input: Buffer, push: (piece: Buffer) => void) => {
  for (let at = 0; at < input.length; at += 997) push(input.subarray(at, at + 997));
};
const framed = (payload: string) =>
  Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, payload.length]), Buffer.from(payload)]);

/** Opens a channel to a gateway that sends these bytes. Throws what the listeners throw. */
function controlChannel(input: Buffer): void {
  const duplex = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const channel = new ControlChannel(duplex, silentLogger, () => undefined);
  byPieces(input, (piece) => duplex.emit('data', piece));
  channel.close();
}

/** Input from engines, registries, the gateway and Docker's own files. */
const subjects: HostileSubject[] = [
  {
    name: 'the output of a sign-in',
    examples: [
      'Open https://login.test/a?redirect_uri=http%3A%2F%2Flocalhost%3A1455%2Fb. Enter code: ABCD-1234\n',
    ],
    parse: (input) => [pageIn(text(input), ['login.test', '*.test']), deviceCodeIn(text(input))],
  },
  ...Object.entries(recorded.running).map(([name, answer]) => ({
    name: `engine’s answer: ${name}`,
    examples: [JSON.stringify(answer)],
    parse: (input: Buffer) => readAnswer(schemas[name] ?? z.never(), JSON.parse(text(input))),
    mayThrow: isUnderstood,
  })),
  {
    name: 'lines of JSON',
    examples: ['{"status":"Downloading","id":"a"}\n{"stream":"Step 1/2 : FROM x\\n"}\n'],
    parse: (input) => {
      const lines = createJsonLines();
      byPieces(input, (piece) => void lines.push(piece));
      return lines.end();
    },
    mayThrow: isUnderstood,
  },
  {
    name: 'progress of builds and pulls',
    examples: ['Step 1/2 : FROM x\n ---> 0123456789ab\n', 'Downloading', '\u001b[31mred\u001b[0m\r\n'],
    parse: (input) => {
      const [build, pull] = [new BuildProgress(), new PullProgress()];
      byPieces(input, (piece) => {
        build.add({ stream: text(piece) });
        pull.add({ id: text(piece), status: text(piece) });
      });
      return build.tail;
    },
  },
  {
    name: 'frames of a log',
    examples: [framed('2026-11-21T04:04:00.123456789Z a line\n')],
    parse: (input) => {
      const reader = new LineReader(false, (_source, line) => void splitStamp(line));
      byPieces(input, (piece) => reader.push(piece));
      reader.flush();
    },
    mayThrow: (error) => error instanceof FramingError,
  },
  {
    name: 'log of a terminal',
    examples: ['2026-11-21T04:04:00.123456789Z a line\r\n'],
    parse: (input) => {
      const reader = new LineReader(true, (_source, line) => void splitStamp(line));
      byPieces(input, (piece) => reader.push(piece));
      reader.flush();
    },
  },
  {
    name: 'stats',
    examples: [JSON.stringify(cgroupV1())],
    parse: (input) => {
      const stats = readAnswer(containerAnswers.containerStats, JSON.parse(text(input)));
      return toSample(stats, cgroupV1(), 5);
    },
    mayThrow: isUnderstood,
  },
  {
    name: 'what the gateway says',
    examples: [
      framed('{"type":"ready","version":1,"instanceId":"a","nextSeq":0}\n'),
      framed('{"type":"missed","count":3}\n{"type":"applied","seq":1,"closed":0}\n'),
    ],
    parse: controlChannel,
  },
  {
    name: 'frames of the relay',
    examples: [
      Buffer.concat([frameHeader(1, 7, 3), Buffer.from('abc'), frameHeader(3, 7, 2), Buffer.from('xy')]),
    ],
    parse: (input) => {
      const frames = new RelayFrames(() => undefined);
      byPieces(input, (piece) => frames.push(piece));
    },
    mayThrow: (error) => error instanceof Error && error.message === 'not a relay link',
  },
  {
    name: 'files of an agent, for SFTP',
    examples: ['./a name//81a4 12 1000 1000 1700000000 1700000000\n./link//a1ff 4 0 0 1 2\n'],
    parse: (input) => parseList(text(input)).map(longName),
  },
  {
    name: 'label with a spec',
    examples: [
      '{"version":1,"name":"a","type":"shell","image":"x","resources":{"memoryBytes":9000000,"cpus":1,"pids":5},"isolation":{},"egress":{"mode":"off"}}',
    ],
    parse: (input) => readSpec(text(input)),
  },
  {
    name: 'Docker’s contexts',
    examples: [
      '{"currentContext":"remote"}',
      '{"Name":"remote","Endpoints":{"docker":{"Host":"tcp://x"}}}',
      '{"Endpoints":"x"}',
    ],
    parse: (input) => [parseCurrentContext(text(input)), parseContextEndpoint(text(input))],
  },
  {
    name: 'reference of an image',
    examples: [`registry.example:5000/a/b:tag@sha256:${'a'.repeat(64)}`],
    parse: (i) => parseImageReference(text(i)),
    mayThrow: isInvalid,
  },
  {
    name: 'address by ssh',
    examples: ['ssh://user@host:22/run/docker.sock'],
    parse: (i) => parseSshUrl(text(i)),
    mayThrow: isInvalid,
  },
];

it.each(subjects)('survives hostile input: $name', (subject) => expectHarmless(subject));
