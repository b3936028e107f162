import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimsOf } from '../../contract/jwt.ts';
import { newSealKey } from '../../lib/sealed.ts';
import { ACCOUNT, PLACEHOLDERS, renewingGateway } from './renewal.fixture.ts';

let world: Awaited<ReturnType<typeof renewingGateway>>;
beforeAll(async () => {
  world = await renewingGateway(['one', 'two']);
});
beforeEach(() => world.reset());
afterAll(() => world.dispose());

/** Requests to the token endpoint that reached the server. */
const renewals = () => world.seen.filter(({ path }) => path === '/oauth/token');
/** Everything that an agent or a log may see. */
const clear = () => JSON.stringify([world.gateway.messages, world.gateway.decisions]);

describe('an account', () => {
  it('is filled in at its hosts, and hidden where the server repeats a token', async () => {
    const { access } = await world.signIn();
    const answer = await world.resource('one');
    expect(answer.json).toEqual({ welcome: 'person', token: PLACEHOLDERS.access });
    expect(world.seen[0]?.headers.authorization).toBe(`Bearer ${access}`);
  });

  it('is renewed with the real refresh token, and the agent gets placeholders', async () => {
    const { refresh } = await world.signIn();
    const answer = await world.renew('one');
    expect(JSON.parse(renewals()[0]?.body ?? '')).toEqual({
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: 'client-1',
    });
    expect(answer.text).not.toContain('CANARY');
    expect(answer.json).toMatchObject({
      access_token: PLACEHOLDERS.access,
      refresh_token: PLACEHOLDERS.refresh,
      expires_in: 3600,
      scope: 'user:profile user:inference',
    });
    expect(claimsOf(String(answer.json.id_token))).toEqual({ plan: 'pro' });
    const [tokens] = world.renewed();
    expect(tokens?.refresh).toContain('CANARY');
    expect(tokens?.refresh).not.toBe(refresh);
    expect(clear()).not.toContain('CANARY');
    expect(await world.resource('two')).toMatchObject({ status: 200 });
    expect(world.seen.at(-1)?.headers.authorization).toBe(`Bearer ${tokens?.access}`);
    expect(await world.gateway.decision(({ path }) => path === '/oauth/token')).toMatchObject({
      secretNames: [ACCOUNT.name],
      status: 200,
    });
  });

  it('is renewed once for agents that ask at once, and for one that asks right after', async () => {
    await world.signIn();
    const go = world.hold();
    const both = [world.renew('one'), world.renew('two')];
    await world.arrived(1);
    go();
    for (const { json } of await Promise.all(both)) expect(json.access_token).toBe(PLACEHOLDERS.access);
    expect((await world.renew('two')).status).toBe(200);
    expect(renewals()).toHaveLength(1);
  });

  it('is renewed again when time has passed, and stays valid: no used refresh token is sent', async () => {
    await world.signIn();
    for (const _time of [1, 2, 3]) {
      expect((await world.renew('one')).status).toBe(200);
      world.gateway.skippedMs += 61_000;
    }
    expect(renewals()).toHaveLength(3);
    expect((await world.resource('one')).status).toBe(200);
  });
});

describe('a renewal', () => {
  it('goes on when its agent leaves', async () => {
    await world.signIn();
    const go = world.hold();
    const asked = world.renew('one');
    await world.arrived(1);
    await world.gateway.command({ type: 'remove-agent', agentId: 'one' });
    await asked;
    go();
    await world.gateway.message('tokens-renewed');
    expect((await world.resource('two')).status).toBe(200);
  });

  it('that the server refuses reaches the agent without the token, and the next one tries again', async () => {
    const tokens = { access: 'access-CANARY', refresh: 'refresh-CANARY-of-nobody' };
    const { sealKey } = world;
    await world.gateway.command({ type: 'set-tokens', secretId: ACCOUNT.id, tokens, sealKey });
    const answer = await world.renew('one');
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ error: 'invalid_grant', refresh_token: PLACEHOLDERS.refresh });
    await world.renew('two');
    expect(renewals()).toHaveLength(2);
  });

  it('of an account that is not in memory is refused by name', async () => {
    const answer = await world.renew('one');
    expect(answer.text).toContain('secret-unavailable');
    expect(answer.text).toContain(ACCOUNT.name);
    expect(renewals()).toEqual([]);
  });

  it('with another token, and another grant, pass as they are', async () => {
    await world.signIn();
    const body = 'grant_type=refresh_token&refresh_token=its-own';
    const head = 'POST /oauth/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded';
    expect((await world.ask('one', head, body)).status).toBe(400);
    expect(renewals()[0]?.body).toBe(body);
  });
});

describe('tokens of the app', () => {
  it('that a renewal has used up do not replace newer ones, which are sent again with the new key', async () => {
    const first = await world.signIn();
    await world.renew('one');
    const sealKey = newSealKey();
    await world.gateway.command({ type: 'set-tokens', secretId: ACCOUNT.id, tokens: first, sealKey });
    expect(world.renewed(sealKey)).toEqual(world.renewed());
    expect((await world.resource('one')).status).toBe(200);
  });

  it('of another sign-in replace those that are there', async () => {
    await world.signIn();
    await world.renew('one');
    const { access } = await world.signIn();
    await world.resource('one');
    expect(world.seen.at(-1)?.headers.authorization).toBe(`Bearer ${access}`);
  });

  it('are forgotten with the account', async () => {
    await world.signIn();
    await world.gateway.command({ type: 'remove-secret', secretId: ACCOUNT.id });
    expect((await world.resource('one')).text).toContain('secret-unavailable');
    expect((await world.renew('one')).text).toContain('secret-unavailable');
  });
});
