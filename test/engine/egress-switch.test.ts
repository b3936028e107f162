import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Decision } from '../../electron/contract/egress.ts';
import { DEFAULT_GATEWAY_BASE } from '../../electron/contract/preferences.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { packTar } from '../../electron/engine/docker/tar.ts';
import type { GatewayEgress } from '../../electron/engine/egress/service.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { dockerfileContext } from '../harness/engine/docker-endpoint.ts';
import { appEgress, attach, gatewayAgent } from '../harness/gateway/gateway-agent.ts';
import { tunnelFrom } from '../harness/gateway/tunnel-client.ts';

/** What a switch may take until the agent's connection is gone. */
const scope = new Scope();
let engine: Engine;
let egress: GatewayEgress;
const decisions: Decision[] = [];

beforeAll(async () => {
  engine = appEngine(scope);
  egress = appEgress(engine, scope, {
    audit: {
      lastSeq: async () => -1,
      onDecision: (_instance, decision) => void decisions.push(decision),
      onMissed: () => undefined,
    },
  });
});
afterAll(() => scope.dispose());

describe.each(['runc', 'runsc'])('an agent under %s', (runtime) => {
  it('is switched live, and cut off at once', async (context) => {
    const { runtimes } = await engine.facts();
    if (!runtimes.some(({ name }) => name === runtime)) return context.skip(`the engine has no ${runtime}`);
    const agentId = `switch-${runtime}`;
    const agent = await gatewayAgent(engine, scope, {
      agentId,
      runtime,
      image: 'node:24-slim',
    });
    await attach(egress, scope, agent, bareEgress('off'));
    expect(await (await tunnelFrom(engine, agent, 'allowed.test'))('answer')).toBe('answer 403');

    await egress.set(agentId, bareEgress('allowlist', ['allowed.test']));
    expect(await (await tunnelFrom(engine, agent, 'other.test'))('answer')).toBe('answer 403');
    const answer = await tunnelFrom(engine, agent, 'allowed.test');
    await answer('open');
    await egress.set(agentId, bareEgress('off'));
    await answer('closed');
    expect(await (await tunnelFrom(engine, agent, 'allowed.test'))('answer')).toBe('answer 403');
    expect(decisions).toContainEqual(expect.objectContaining({ agentId, error: 'closed-by-policy' }));
  });
});

describe('two apps on one engine', () => {
  it('share its gateway, and never take the answers of one for those of the other', async () => {
    const second = appEgress(engine, scope);
    const one = await gatewayAgent(engine, scope, {
      agentId: 'switch-two',
      image: 'busybox:stable',
    });
    await attach(egress, scope, one, bareEgress('off'));
    await second.resync({
      agents: [{ attachment: one.attachment, created: bareEgress('off') }],
      networks: [one.attachment],
    });
    // Both agents send many commands at once, and each resolves only by its own answer.
    const modes = ['full', 'off', 'full', 'off'] as const;
    for (const mode of modes) {
      const [state] = await Promise.all([
        egress.set('switch-two', bareEgress(mode)),
        second.checkBase('node:24-slim', scope.signal),
        second.set('switch-two', bareEgress(mode)),
      ]);
      expect(state).toMatchObject({ inForce: true, wanted: { mode } });
    }
  });
});

describe('the gateway’s base image', () => {
  it('is refused when its Node is too old', async () => {
    const image = 'bulkhead-test/old-node:latest';
    const node = '#!/bin/sh\necho gateway base has Node 16.20.2\nexit 1';
    scope.add(() => engine.removeImage(image));
    await engine.buildImage(
      await packTar([
        {
          name: 'Dockerfile',
          type: 'file',
          content: Buffer.from('FROM busybox:stable\nCOPY node /bin/node\nRUN chmod 755 /bin/node\n'),
        },
        { name: 'node', type: 'file', content: Buffer.from(node) },
      ]),
      { tag: image },
    );
    await expect(egress.checkBase(image, scope.signal)).rejects.toThrow(
      'has Node 16.20.2; the gateway needs 18',
    );
  });

  it.each([
    ['busybox:stable', 'has no “node” that runs'],
    ['bulkhead-test/missing:none', 'cannot be had'],
  ])('is refused when it is %s', async (image, why) => {
    await expect(egress.checkBase(image, scope.signal)).rejects.toMatchObject({
      error: { field: 'gatewayBase', message: expect.stringContaining(why) },
    });
  });

  it('replaces the gateway by one of another image, with every agent on it as before', async () => {
    const image = 'bulkhead-test/own-node:latest';
    scope.add(() => engine.removeImage(image));
    await engine.buildImage(await dockerfileContext('FROM node:24-slim', 'LABEL own=1'), { tag: image });
    let base: string = DEFAULT_GATEWAY_BASE;
    const own = appEgress(engine, scope, { base: () => base });
    const agent = await gatewayAgent(engine, scope, {
      agentId: 'switch-base',
      image: 'node:24-slim',
    });
    await attach(own, scope, agent, bareEgress('allowlist', ['allowed.test']));
    const { Id: before } = await engine.inspectContainer('bulkhead-gateway');
    base = 'busybox:stable';
    await expect(own.renew()).rejects.toThrow('has no “node” that runs');
    expect((await engine.inspectContainer('bulkhead-gateway')).Id).toBe(before);
    base = image;
    await own.renew();
    // The other app, whose base is the usual one, goes on with what it finds instead of replacing it in turn.
    expect(await egress.set('switch-two', bareEgress('off'))).toMatchObject({ inForce: true });
    const { Id: after, State, Config } = await engine.inspectContainer('bulkhead-gateway');
    expect([after === before, State.Running]).toEqual([false, true]);
    expect(Config.Labels).toMatchObject({ own: '1' });
    expect(await (await tunnelFrom(engine, agent, 'allowed.test'))('answer')).toBe('answer 200');
    expect(await (await tunnelFrom(engine, agent, 'other.test'))('answer')).toBe('answer 403');
  });
});
