import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlCommand, GatewayMessage } from '../contract/egress-control.ts';
import { createControlInput, parseControlLine } from './control.ts';
import { ControlOutput } from './control-output.ts';
import { LineReader } from './line-reader.ts';
import { SecretStore } from './secret-store.ts';

const policy = {
  agentId: 'one',
  localAddress: '10.0.0.2',
  mode: 'allowlist',
  rules: [{ id: 'r', effect: 'allow', host: 'a.com' }],
};

function errorOf(command: unknown) {
  const parsed = parseControlLine(JSON.stringify(command));
  return parsed.ok ? undefined : parsed.error;
}

describe('parseControlLine', () => {
  it('reads a policy and makes its patterns canonical', () => {
    const rules = [{ id: 'r', effect: 'allow', host: 'BÜCHER.example' }];
    const parsed = parseControlLine(
      JSON.stringify({ type: 'set-policy', seq: 1, now: 5, policy: { ...policy, rules } }),
    );
    expect(parsed).toMatchObject({
      ok: true,
      command: { policy: { rules: [{ host: 'xn--bcher-kva.example' }], holdMs: 0 } },
    });
  });

  it.each([
    ['*', /every host/],
    ['http://x', /URL/],
    ['a..b', /empty part/],
  ])('refuses a policy with the host %s as a whole, and says why', (host, message) => {
    const rules = [...policy.rules, { id: 'bad', effect: 'allow', host }];
    const error = errorOf({ type: 'set-policy', seq: 7, now: 5, policy: { ...policy, rules } });
    expect(error).toMatchObject({ type: 'error', seq: 7, code: 'invalid' });
    expect(error).toHaveProperty('message', expect.stringMatching(message));
    expect(error).toHaveProperty('message', expect.stringMatching(/policy\.rules\.1\.host/));
  });

  it.each([
    { ...policy, rules: [{ id: 'r', effect: 'allow', host: 'a.com', ports: [65_536] }] },
    { ...policy, rules: [{ id: 'r', effect: 'allow', host: 'a.com', ports: [] }] },
    { ...policy, rules: [...policy.rules, ...policy.rules] },
    { ...policy, mode: 'open' },
    { ...policy, localAddress: '::1' },
    { ...policy, holdMs: 31_000 },
    { ...policy, rules: [{ id: 'r', effect: 'deny', host: 'a.com', service: { address: '10.0.0.9' } }] },
  ])('refuses a malformed policy %#', (invalid) => {
    expect(errorOf({ type: 'set-policy', seq: 1, now: 5, policy: invalid })).toMatchObject({
      code: 'invalid',
    });
  });

  it.each(['', 'two\nlines', 'x'.repeat(65_537), 'caf\u00e9'])(
    'refuses a bad secret without repeating it (%#)',
    (value) => {
      const error = errorOf({ type: 'set-secret', seq: 1, secretId: 's', value });
      expect(error).toMatchObject({ code: 'invalid' });
      if (value !== '') expect(JSON.stringify(error)).not.toContain(value);
    },
  );

  it('never repeats a line that it cannot read', () => {
    expect(JSON.stringify(parseControlLine('{"value":"canary'))).not.toContain('canary');
    expect(JSON.stringify(errorOf({ type: 'canary', seq: 1, value: 'canary' }))).not.toContain('canary');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void parseControlLine(line)));
  });
});

describe('LineReader', () => {
  it('gives whole lines however they were cut, and throws away what is too long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { maxLength: 10 }),
        fc.nat({ max: 7 }),
        (lines, step) => {
          const seen: string[] = [];
          let tooLong = 0;
          const reader = new LineReader(10, {
            onLine: (line) => seen.push(line),
            onTooLong: () => (tooLong += 1),
          });
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          for (let at = 0; at < bytes.length; at += step + 1) reader.push(bytes.subarray(at, at + step + 1));
          expect(seen).toEqual(lines.filter((line) => line.length <= 10));
          expect(tooLong).toBe(lines.filter((line) => line.length > 10).length);
        },
      ),
    );
  });
});

describe('control input', () => {
  it('survives nonsense between commands, and only commands are carried out', () => {
    const commands: ControlCommand[] = [];
    const errors: GatewayMessage[] = [];
    const input = createControlInput(
      { execute: (command) => Promise.resolve(void commands.push(command)) },
      (message) => errors.push(message),
    );
    input.push(Buffer.from('nonsense\n{"type":"ping","seq":1}\n[]\nnull\n{"type":"ping"}\n'));
    input.push(Buffer.alloc(5 * 1024 * 1024, 0x61));
    input.push(Buffer.from('\n{"type":"ping","seq":2}\n'));
    expect(commands.map((command) => command.seq)).toEqual([1, 2]);
    expect(errors.map((message) => message.type === 'error' && message.code)).toEqual([
      'malformed',
      'invalid',
      'invalid',
      'invalid',
      'too-long',
    ]);
  });
});

const record = (host: string, agentId = 'one') =>
  ({
    flowId: 'f',
    final: true,
    time: 1,
    agentId,
    kind: 'tunnel',
    host,
    port: 443,
    verdict: 'blocked',
    reason: 'no-rule',
    bytesUp: 0,
    bytesDown: 0,
    durationMs: 0,
  }) as const;

/** A reader that takes nothing until `release`. */
class StalledStream extends Writable {
  readonly written: string[] = [];
  #release: (() => void) | undefined;
  stalled = true;

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false });
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(chunk);
    if (this.stalled) this.#release = done;
    else done();
  }

  resumeReading(): void {
    this.stalled = false;
    this.#release?.();
  }

  messages(): GatewayMessage[] {
    return this.written
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as GatewayMessage);
  }
}

const waitTurns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('ControlOutput', () => {
  it('keeps a bounded number of records for a reader that stalls, and says how many are gone', async () => {
    const stream = new StalledStream();
    const output = new ControlOutput(stream, 10);
    output.send({ type: 'missed', count: 1 });
    await waitTurns(2);
    for (let index = 0; index < 100; index += 1) output.record(record(`host-${index}`));
    await waitTurns(5);
    expect(stream.written).toHaveLength(1);
    stream.resumeReading();
    await waitTurns(10);
    const messages = stream.messages().slice(1);
    expect(messages[0]).toEqual({ type: 'missed', count: 90 });
    expect(messages.slice(1).map((message) => message.type === 'decision' && message.decision.seq)).toEqual([
      90, 91, 92, 93, 94, 95, 96, 97, 98, 99,
    ]);
  });

  it('sends records again to a reader that was away', async () => {
    const stream = new StalledStream();
    stream.resumeReading();
    const output = new ControlOutput(stream, 10);
    for (let index = 0; index < 5; index += 1) output.record(record(`host-${index}`));
    await waitTurns(5);
    output.replayAfter(2);
    await waitTurns(5);
    expect(stream.messages().map((message) => message.type === 'decision' && message.decision.seq)).toEqual([
      0, 1, 2, 3, 4, 3, 4,
    ]);
  });
});

describe('ControlOutput under a flood of one agent', () => {
  it('keeps the records of the others, in order, and says how many are gone in between', async () => {
    const stream = new StalledStream();
    const output = new ControlOutput(stream, 10);
    output.send({ type: 'missed', count: 1 });
    await waitTurns(2);
    for (let index = 0; index < 100; index += 1)
      output.record(record(`host-${index}`, [0, 50, 51].includes(index) ? 'quiet' : 'loud'));
    stream.resumeReading();
    await waitTurns(10);
    const messages = stream.messages().slice(1);
    expect(
      messages.map((message) =>
        message.type === 'decision' ? message.decision.seq : message.type === 'missed' && -message.count,
      ),
    ).toEqual([0, -49, 50, 51, -41, 93, 94, 95, 96, 97, 98, 99]);
  });

  it('keeps the answers to commands while an agent asks and gives up, over and over', async () => {
    const stream = new StalledStream();
    const output = new ControlOutput(stream);
    output.send({ type: 'missed', count: 1 });
    await waitTurns(2);
    output.send({ type: 'applied', seq: 7, closed: 0 });
    const ask = { agentId: 'loud', kind: 'tunnel', host: 'a.test', port: 443, reason: 'no-rule' } as const;
    for (let index = 0; index < 2_000; index += 1) {
      const askId = `ask-${index}`;
      output.send({ type: 'ask', ask: { ...ask, askId, holdMs: 1_000 } });
      output.send({ type: 'ask-closed', askId });
    }
    stream.resumeReading();
    await waitTurns(10);
    expect(stream.messages().slice(1)).toEqual([{ type: 'applied', seq: 7, closed: 0 }]);
  });
});

describe('SecretStore', () => {
  it('prints no value', () => {
    const store = new SecretStore();
    store.set('id', 'canary-value');
    expect(
      inspect(store, { depth: 5, showHidden: true }) +
        JSON.stringify(store.get('id')) +
        String(store.get('id')),
    ).not.toContain('canary');
    expect(store.get('id')?.reveal()).toBe('canary-value');
    store.remove('id');
    expect(store.get('id')).toBeUndefined();
  });
});
