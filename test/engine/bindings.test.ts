import { createHash, createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIB } from '../../electron/contract/agent-spec.ts';
import { BUILTIN_BINDINGS } from '../../electron/contract/builtin-bindings.ts';
import {
  environmentOf,
  placeholderOf,
  type SecretRecord,
  type SecretUse,
} from '../../electron/contract/secrets.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, createAgent, inAgent, testProvisioning } from '../harness/agents/provisioning.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import {
  type Arrival,
  addresses,
  arrivals,
  forgetArrivals,
  setNames,
  testAuthority,
} from '../harness/engine/internet.ts';
import { appEgress } from '../harness/gateway/gateway-agent.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

/** One way to send a credential: what runs in the agent, and what must have come to the server. */
interface Case {
  readonly secret: string;
  readonly way: string;
  readonly host: string;
  /** A shell line; `$KEY` is the secret's variable in the agent. */
  readonly line: string;
  arrived(arrival: Arrival, value: string): unknown;
  /** What the server must have got. */
  expected(value: string): unknown;
}

const authorization = ({ headers }: Arrival) => headers?.authorization;
const bearer = (secret: string, host: string, path = '/v1/models'): Case => ({
  secret,
  host,
  way: 'bearer',
  line: `curl -sS -H "Authorization: Bearer $KEY" https://${host}${path}`,
  arrived: authorization,
  expected: (value) => `Bearer ${value}`,
});
const header = (secret: string, host: string, name: string): Case => ({
  secret,
  host,
  way: name,
  line: `curl -sS -H "${name}: $KEY" https://${host}/v1`,
  arrived: ({ headers }) => headers?.[name],
  expected: (value) => value,
});
const query = (secret: string, host: string, name: string): Case => ({
  secret,
  host,
  way: `?${name}=`,
  line: `curl -sS "https://${host}/v1?alt=sse&${name}=$KEY"`,
  arrived: ({ path }) => path,
  expected: (value) => `/v1?alt=sse&${name}=${value}`,
});
const git = (way: string, command: string): Case => ({
  secret: 'github',
  host: 'github.com',
  way,
  line: command.replace('URL', 'https://x-access-token:$KEY@github.com/me/private.git'),
  arrived: authorization,
  expected: (value) => `Basic ${Buffer.from(`x-access-token:${value}`).toString('base64')}`,
});
const BEDROCK = 'bedrock-runtime.eu-central-1.amazonaws.com';

const cases: readonly Case[] = [
  header('anthropic', 'api.anthropic.com', 'x-api-key'),
  bearer('anthropic', 'api.anthropic.com'),
  bearer('openai', 'api.openai.com'),
  header('google', 'generativelanguage.googleapis.com', 'x-goog-api-key'),
  {
    ...query('google', 'generativelanguage.googleapis.com', 'key'),
    // The key goes into a header where the service takes one, because addresses get into logs and redirects.
    arrived: ({ path, headers }) => `${path} ${headers?.['x-goog-api-key']}`,
    expected: (value) => `/v1?alt=sse ${value}`,
  },
  bearer('google', 'aiplatform.googleapis.com'),
  bearer('github', 'api.github.com', '/user'),
  {
    ...bearer('github', 'api.github.com', '/user'),
    way: 'token',
    line: 'curl -sS -H "Authorization: token $KEY" https://api.github.com/user',
    expected: (value) => `token ${value}`,
  },
  git('git ls-remote', 'git ls-remote URL'),
  git('git clone', 'git clone URL /tmp/private && cat /tmp/private/README'),
  bearer('mistral', 'api.mistral.ai'),
  bearer('mistral', 'codestral.mistral.ai'),
  bearer('xai', 'api.x.ai'),
  bearer('openrouter', 'openrouter.ai', '/api/v1/models'),
  {
    secret: 'bedrock',
    host: BEDROCK,
    way: 'SigV4',
    line: `curl -sS --aws-sigv4 aws:amz:eu-central-1:bedrock --user "$KEY:$AWS_SECRET_ACCESS_KEY" -H 'content-type: application/json' -d '{"prompt":"hi"}' https://${BEDROCK}/model/some-model/invoke`,
    arrived: signatureProblem,
    expected: () => undefined,
  },
  header('custom-header', 'wiki.company.com', 'x-token'),
  {
    secret: 'custom-format',
    host: 'tracker.company.com',
    way: 'header with format',
    line: 'curl -sS https://tracker.company.com/',
    arrived: authorization,
    expected: (value) => `Token token=${value}`,
  },
  query('custom-query', 'files.company.com', 'access_token'),
  {
    secret: 'custom-basic',
    host: 'packages.company.com',
    way: 'basic',
    line: 'curl -sS --user "me:$KEY" https://packages.company.com/',
    arrived: authorization,
    expected: (value) => `Basic ${Buffer.from(`me:${value}`).toString('base64')}`,
  },
];

type Place = Extract<SecretUse, { kind: 'custom' }>['place'];
function custom(name: string, host: string, place: Place): [string, SecretUse] {
  const envName = `${name.toUpperCase().replace('-', '_')}_KEY`;
  return [name, { kind: 'custom', hosts: [host], place, envName }];
}
const uses = new Map<string, SecretUse>([
  ...BUILTIN_BINDINGS.map(({ id }): [string, SecretUse] => [id, { kind: 'provider', provider: id }]),
  custom('custom-header', 'wiki.company.com', { kind: 'header', name: 'x-token' }),
  custom('custom-format', 'tracker.company.com', {
    kind: 'header',
    name: 'authorization',
    format: 'Token token={secret}',
  }),
  custom('custom-query', 'files.company.com', { kind: 'query', name: 'access_token' }),
  custom('custom-basic', 'packages.company.com', { kind: 'basic' }),
]);
const secrets = [...uses].map(
  ([name, use], index): Omit<SecretRecord, 'revision' | 'source'> => ({
    id: String(index).padStart(24, '0'),
    name,
    use,
  }),
);
const values = new Map(
  secrets.map(({ name }) => {
    const random = randomBytes(16).toString('hex');
    return [name, name === 'bedrock' ? `AKIAREAL${random.slice(0, 8)}:real/${random}` : `CANARY${random}`];
  }),
);

/** AWS's own recipe ("Create a signed AWS API request"), for what curl signs: nothing of the gateway's code. */
function signatureProblem({ method, path, headers = {}, body = '' }: Arrival): string | undefined {
  const [accessKeyId, secretKey = ''] = (values.get('bedrock') ?? '').split(':');
  const match = /Credential=(\S+?)\/(\S+?), ?SignedHeaders=(\S+?), ?Signature=(\w+)/.exec(
    String(headers.authorization),
  );
  const [, id, scope = '', signed = '', signature] = match ?? [];
  if (id !== accessKeyId) return `signed as ${id}`;
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = [
    ...[method, path, ''],
    ...signed.split(';').map((name) => `${name}:${headers[name]}`),
    ...['', signed, sha256(body)],
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (before, part) => createHmac('sha256', before).update(part).digest(),
      `AWS4${secretKey}`,
    );
  const right = createHmac('sha256', key).update(toSign).digest('hex');
  return signature === right ? undefined : 'another signature';
}

const scope = new Scope();
beforeAll(async () => {
  await setNames(Object.fromEntries(cases.map(({ host }) => [host, [addresses.otherServer]])));
  scope.add(() => setNames({}));
  const engine = appEngine(scope);
  const keeper = new TestKeeper();
  const egress = appEgress(engine, scope, { secrets: keeper, extraRootsPem: testAuthority() });
  for (const secret of secrets) keeper.set(secret, values.get(secret.name));
  const setup = await testProvisioning(scope, { egress, secrets: keeper });
  const { agentId } = await createAgent(
    setup,
    busyboxSpec('bound', {
      image: 'debian:bookworm-slim',
      resources: { memoryBytes: 256 * MIB, cpus: 1, pids: 128 },
      egress: { ...busyboxSpec('x').egress, mode: 'allowlist', allowedDomains: [] },
      secrets: secrets.map(({ id }) => ({ secretId: id, delivery: 'gateway' })),
    }),
  );
  scope.add(() => egress.detach(agentId));
});
afterAll(() => scope.dispose());

describe('every binding', () => {
  it('is driven here', () => {
    expect(new Set(cases.map(({ secret }) => secret))).toEqual(new Set(uses.keys()));
  });

  it.each(cases)('$secret: $way', async ({ secret, host, line, arrived, expected }) => {
    const record = secrets.find(({ name }) => name === secret);
    const value = values.get(secret);
    if (!record || value === undefined) throw new Error(`no secret ${secret}`);
    await forgetArrivals();
    const output = await inAgent('bound', `KEY=$${environmentOf(record)[0]}; { ${line}; } 2>&1 || true`);
    const reached = (await arrivals()).filter((each) => each.kind === 'https' && each.host === host);
    expect(
      reached.map((each) => arrived(each, value)),
      output,
    ).toContain(expected(value));
    expect(JSON.stringify(reached)).not.toContain(placeholderOf(record));
    if (line.includes('git ls-remote')) expect(output).toContain('refs/heads/main');
    if (line.includes('git clone')) expect(output).toMatch(/private\n?$/);
  });
});
