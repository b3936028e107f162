import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectTls } from 'node:tls';
import { createOAuthServer } from '../../../scripts/engine/internet/oauth-server.mjs';
import { INTERNET, openHttps, RawClient, TestGateway } from '../../../test/harness/gateway/gateway.ts';
import { testProvider } from '../../../test/harness/gateway/oauth-provider.ts';
import { createTestTrust } from '../../../test/harness/gateway/trust.ts';
import { accountBindings, placeholdersOf, renewalOf } from '../../contract/account.ts';
import { oauthProviderSchema } from '../../contract/oauth.ts';
import type { TokenSet } from '../../contract/token-set.ts';
import { newSealKey, unseal } from '../../lib/sealed.ts';
import { createCertificateAuthority } from '../certificate-authority.ts';

const HOST = 'login.test';
export const ACCOUNT = { id: 'a'.repeat(24), name: 'Work account' };
export const PROVIDER = oauthProviderSchema.parse({
  ...testProvider(HOST),
  id: { kind: 'jwt', claims: { plan: '{plan}' } },
});
export const PLACEHOLDERS = placeholdersOf(ACCOUNT, PROVIDER);

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/**
 * A gateway with agents that share an account at a real authorisation server. Reset it before each test, and dispose it at
 * the end.
 */
export async function renewingGateway(agentIds: readonly string[]) {
  const trust = createTestTrust([HOST]);
  const authority = createCertificateAuthority(Date.now());
  const oauth = createOAuthServer();
  const sealKey = newSealKey();
  /** Every request that reached the server, with its body. */
  const seen: { path: string; body: string; headers: IncomingMessage['headers'] }[] = [];
  const wakers = new Set<() => void>();
  let before = async (): Promise<void> => undefined;
  const server = await openHttps(trust.server, async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ path: request.url ?? '', body, headers: request.headers });
    for (const wake of wakers) wake();
    await before();
    if (!oauth.answer(request, response, body)) response.end('other');
  });
  const gateway = new TestGateway();
  gateway.names.set(HOST, [INTERNET]);
  await gateway.command({ type: 'set-ca', ...authority, extraRootsPem: trust.caPem });
  const reset = async () => {
    before = async () => undefined;
    await gateway.command({ type: 'remove-secret', secretId: ACCOUNT.id });
    for (const [index, agentId] of agentIds.entries()) {
      await gateway.setPolicy({
        agentId,
        localAddress: `127.0.0.${index + 2}`,
        rules: [{ id: 'r', effect: 'allow', host: HOST, ports: [server.port] }],
        secrets: accountBindings(ACCOUNT, PROVIDER),
        renewals: [renewalOf(ACCOUNT, PROVIDER) ?? []].flat(),
      });
    }
    for (const list of [seen, gateway.messages, gateway.decisions]) list.splice(0);
  };
  const clients: RawClient[] = [];

  /** Sends a request from an agent. */
  async function ask(agentId: string, head: string, body = ''): Promise<Answered> {
    const raw = new RawClient(gateway.proxyPort(agentId), `127.0.0.${agentIds.indexOf(agentId) + 2}`);
    clients.push(raw);
    raw.send(`CONNECT ${HOST}:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await raw.until((text) => text.includes('\r\n\r\n'));
    const inner = connectTls({ socket: raw.socket, servername: HOST, ca: authority.certificatePem });
    await once(inner, 'secureConnect');
    const client = RawClient.over(inner);
    const length = `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n`;
    client.send(`${head}\r\nHost: ${HOST}:${server.port}\r\n${length}\r\n${body}`);
    const text = await client.untilClosed();
    const content = /\{.*\}/s.exec(text)?.[0];
    const json = content === undefined ? {} : (JSON.parse(content) as Record<string, unknown>);
    return { status: Number(text.split(' ')[1]), text, json };
  }

  return {
    oauth,
    gateway,
    seen,
    sealKey,
    ask,
    reset,
    /** The server answers nothing until the returned function is called. */
    hold: (): (() => void) => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      before = () => held;
      return release;
    },
    /** Resolves when that many requests have reached the server. */
    arrived: async (count: number): Promise<void> => {
      while (seen.length < count) {
        await new Promise<void>((resolve) => {
          wakers.add(resolve);
        });
      }
    },
    signIn: async (): Promise<TokenSet> => {
      const { access_token, refresh_token, id_token } = oauth.signIn();
      const tokens = { access: access_token, refresh: refresh_token, id: id_token };
      await gateway.command({ type: 'set-tokens', secretId: ACCOUNT.id, tokens, sealKey });
      return tokens;
    },
    /** The tokens that the gateway has sent to the app, the newest last. */
    renewed: (key = sealKey): TokenSet[] =>
      gateway.messages.flatMap((message) => {
        const text = message.type === 'tokens-renewed' ? unseal(message.sealed, key) : undefined;
        return text === undefined ? [] : [JSON.parse(text) as TokenSet];
      }),
    renew: (agentId: string) =>
      ask(
        agentId,
        'POST /oauth/token HTTP/1.1\r\nContent-Type: application/json',
        JSON.stringify({ grant_type: 'refresh_token', refresh_token: PLACEHOLDERS.refresh, scope: 'less' }),
      ),
    resource: (agentId: string) =>
      ask(agentId, `GET /oauth/resource HTTP/1.1\r\nAuthorization: Bearer ${PLACEHOLDERS.access}`),
    dispose: async () => {
      for (const client of clients) client.close();
      await gateway.close();
      await server.close();
    },
  };
}
