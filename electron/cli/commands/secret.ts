import { type SecretReference, secretDeliverySchema } from '../../contract/agent-spec.ts';
import { REGISTRY_KINDS, registryTitle } from '../../contract/package-registry.ts';
import type { SecretUse } from '../../contract/secrets.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { AGENT, type CommandDefinition, command, list, many, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { readSecret } from '../read-secret.ts';
import { findSecret, sourceOf, useOf } from '../secret-change.ts';
import { signIn } from './secret-sign-in.ts';

const SECRET = 'Name or id of the secret';

const show = command({
  name: 'secret show',
  summary: 'List the secrets that an agent may use, never their values',
  isDefault: true,
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [
    { line: 'bulkhead secret demo', does: 'The ids, how each is delivered, and what is wrong with it' },
  ],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const state = await opened.client.call('agent.credentials', { agentId }, signal);
    output.table(
      state,
      ['SECRET', 'DELIVERY', 'VARIABLE', 'PROBLEM'],
      state.credentials.map(({ secretId, delivery, envName, problem }) => [
        secretId,
        delivery,
        envName ?? '',
        problem ?? '',
      ]),
    );
    return 0;
  },
});

const ls = command({
  name: 'secret ls',
  summary: 'List the secrets, never their values',
  details: [
    'Secrets belong to whoever owns the data folder: the app, which keeps them in the keychain, or “bulkhead serve --key-file”, which encrypts them with a key of its own. BULKHEAD_KEY_FILE names the key file for a command that runs without either.',
  ],
  arguments: {},
  options: {},
  examples: [
    { line: 'bulkhead secret ls', does: 'Names, ids, what each is for, where its value comes from' },
  ],
  run: async (_, { output, session, signal }) => {
    const { secrets, protection } = await (await session()).client.call('secrets.list', {}, signal);
    output.table(
      { secrets, protection },
      ['NAME', 'ID', 'FOR', 'SOURCE', 'VALUE'],
      secrets.map(({ name, id, use, source, missing }) => [
        name,
        id,
        purposeOf(use),
        source.kind,
        missing ? 'missing' : 'kept',
      ]),
    );
    if (protection === 'none')
      output.note('Nobody keeps secrets here: start “bulkhead serve --key-file FILE”, or open the app.');
    return 0;
  },
});

const set = command({
  name: 'secret set',
  summary: 'Keep a secret, or change it; its value comes from standard input',
  details: [
    'At a terminal it asks for the value and shows nothing of it. A value is never an argument, which other programs can read. Agents get a placeholder; the gateway puts the value into requests to the secret’s own hosts.',
    'A command, variable or file as its source, and other hosts for a stored value, need a person’s consent: in the app, or at the terminal of “bulkhead serve”.',
  ],
  arguments: { name: one('Name of the secret') },
  options: {
    provider: text(
      '--provider <provider>',
      'What it is for: anthropic, openai, github and others, or an account: claude, chatgpt',
    ),
    registry: text(
      '--registry <kind>',
      `The credential of a private package registry: ${REGISTRY_KINDS.map(({ id }) => id).join(', ')}`,
    ),
    url: text('--url <address>', 'Its address, as the package manager has it'),
    user: text('--user <user>', 'Whose token it is'),
    scope: list('--scope <scope>', 'npm: a scope whose packages come from there, such as @company'),
    nameInProject: text(
      '--name-in-project <name>',
      'Cargo and Maven: what Cargo.toml or pom.xml calls the registry',
    ),
    host: list('--host <host>', 'A host that gets it, in place of a provider, or beside the registry’s own'),
    header: text('--header <name>', 'The header that carries it to these hosts; Authorization unless given'),
    env: text('--env <variable>', 'The variable in which agents get the placeholder'),
    fromCommand: text('--from-command <line>', 'Run this whenever the value is needed, such as “op read …”'),
    fromEnv: text('--from-env <variable>', 'Read this variable of the host’s environment'),
    fromFile: text('--from-file <file>', 'Read this file whenever the value is needed'),
  },
  examples: [
    { line: 'bulkhead secret set claude --provider anthropic', does: 'Asks for the key, and keeps it' },
    {
      line: 'bulkhead secret set api --host api.example.com --env API_KEY',
      does: 'For a service of your own',
    },
    {
      line: 'bulkhead secret set npm --registry npm --url https://npm.example.com/ --scope @company',
      does: 'For the private packages of a scope',
    },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const source = sourceOf(options);
    const { client } = await session();
    const { secrets } = await client.call('secrets.list', {}, signal);
    const present = secrets.find(({ name }) => name === args.name);
    const use = useOf(options, present?.use);
    const value =
      source.kind === 'typed'
        ? await readSecret(process.stdin, () => output.note(`Value of “${args.name}” (not shown):`), signal)
        : undefined;
    const change = { name: args.name, use, source, memoryOnly: false };
    const { id } = await client.call(
      'secrets.save',
      { ...change, ...(present ? { id: present.id } : {}), ...(value === undefined ? {} : { value }) },
      signal,
    );
    output.result({ id, name: args.name }, () => [id]);
    return 0;
  },
});

const rm = command({
  name: 'secret rm',
  summary: 'Remove a secret, also from the gateways of agents that use it',
  arguments: { secret: one(SECRET) },
  options: {},
  examples: [{ line: 'bulkhead secret rm claude', does: 'Agents get no value for it from now on' }],
  run: async ({ args }, { session, signal }) => {
    const { client } = await session();
    const { secrets } = await client.call('secrets.list', {}, signal);
    await client.call('secrets.remove', { id: findSecret(secrets, args.secret).id }, signal);
    return 0;
  },
});

const use = command({
  name: 'secret use',
  summary: 'Say which secrets an agent may use',
  details: ['The given secrets take the place of those that it has; without any, it loses them all.'],
  arguments: { agent: one(AGENT), secrets: many(SECRET) },
  options: {
    delivery: text(
      '--delivery <delivery>',
      'gateway (a placeholder, unless given); file and environment let the agent read the value',
    ),
  },
  examples: [{ line: 'bulkhead secret use demo claude', does: 'Through the gateway, at once' }],
  run: async ({ args, options }, { output, session, signal }) => {
    const delivery = secretDeliverySchema.safeParse(options.delivery ?? 'gateway');
    if (!delivery.success) throw new UsageError('--delivery is gateway, file or environment.');
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const { secrets } = await opened.client.call('secrets.list', {}, signal);
    const references: SecretReference[] = args.secrets.map((each) => ({
      secretId: findSecret(secrets, each).id,
      delivery: delivery.data,
    }));
    const state = await opened.client.call('agent.set-credentials', { agentId, secrets: references }, signal);
    output.result(state, () => state.recreate.map((reason) => `It needs a new container: ${reason}`));
    return 0;
  },
});

function purposeOf(use: SecretUse): string {
  switch (use.kind) {
    case 'provider':
      return use.provider;
    case 'custom':
      return use.hosts.join(', ');
    case 'registry':
      return registryTitle(use.registry);
    case 'oauth':
      return typeof use.provider === 'string' ? `account of ${use.provider}` : 'account';
    case 'forge':
      return `pull requests at ${use.host}`;
    case 'proxy':
      return 'the proxy';
    default:
      return assertNever(use);
  }
}

export const secret: readonly CommandDefinition[] = [show, ls, set, signIn, rm, use];
