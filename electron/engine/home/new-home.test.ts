import { beforeAll, expect, it } from 'vitest';
import { type AgentSpec, hostFolder } from '../../contract/agent-spec.ts';
import { packageRegistrySchema } from '../../contract/package-registry.ts';
import { placeholderOf, type SecretRecord } from '../../contract/secrets.ts';
import { AgentTypes } from '../agent-types/agent-types.ts';
import { newHome } from './new-home.ts';

const builtInPath = new URL('../../../assets/images', import.meta.url).pathname;
const types = new AgentTypes({
  builtInPath,
  ownPath: '/none',
  builds: () => ({}),
  hostRoots: () => undefined,
});
const secret = (name: string, use: SecretRecord['use'], account?: SecretRecord['account']): SecretRecord => ({
  id: Buffer.from(name.padEnd(12, '-')).toString('hex'),
  name,
  use,
  source: { kind: 'typed' },
  revision: 1,
  ...(account ? { account } : {}),
});
const KEY = secret('anthropic', { kind: 'provider', provider: 'anthropic' });
const GOOGLE = secret('google', { kind: 'provider', provider: 'google' });
const facts = { expiresMs: 1 };
const ACCOUNT = secret(
  'account',
  { kind: 'oauth', provider: 'google-account' },
  { facts, hasRefresh: true, hasId: false },
);
const PACKAGES = secret('packages', {
  kind: 'registry',
  registry: packageRegistrySchema.parse({ kind: 'npm', url: 'https://packages.test/' }),
  envName: 'NPM_TOKEN',
});
const known = [KEY, GOOGLE, ACCOUNT, PACKAGES];
const templates = new Map<string, Parameters<typeof newHome>[1]>();

beforeAll(async () => {
  for (const { listed, homeFiles = [] } of await types.all()) templates.set(listed.id, homeFiles);
});

/** The JSON files of a new home, by path. */
function home(
  type: string,
  secrets: AgentSpec['secrets'],
  workspace: AgentSpec['workspace'] = { kind: 'volume' },
) {
  const files = newHome({ secrets, workspace }, templates.get(type) ?? [], known, 0);
  return Object.fromEntries(
    files.map(({ path, text }) => [path, path.endsWith('.json') ? (JSON.parse(text) as unknown) : text]),
  );
}

const through = (record: SecretRecord, delivery: 'gateway' | 'environment' = 'gateway') => [
  { secretId: record.id, delivery },
];

it('tells Claude Code that its folder is trusted and its key approved', () => {
  const files = home('claude-code', through(KEY), hostFolder('/home/me/project'));
  expect(files['.claude.json']).toMatchObject({
    hasCompletedOnboarding: true,
    customApiKeyResponses: { approved: [placeholderOf(KEY).slice(-20)] },
    projects: { '/home/me/project': { hasTrustDialogAccepted: true } },
  });
});

it('asks for no theme and no way to sign in where the agent gets the value of its key', () => {
  const claude = home('claude-code', through(KEY, 'environment'))['.claude.json'];
  expect(claude).toMatchObject({ hasCompletedOnboarding: true });
  const gemini = home('gemini-cli', through(GOOGLE, 'environment'))['.gemini/settings.json'];
  expect(gemini).toMatchObject({ security: { auth: { selectedType: 'gemini-api-key' } } });
});

it('approves no key that the agent lacks, or whose value it gets', () => {
  for (const secrets of [[], through(KEY, 'environment')])
    expect(JSON.stringify(home('claude-code', secrets)['.claude.json'])).not.toContain('approved');
});

it('chooses the way to sign in of the credential, and keeps the type’s settings beside an account’s', () => {
  const auth = (secrets: AgentSpec['secrets']) => home('gemini-cli', secrets)['.gemini/settings.json'];
  const general = { enableAutoUpdate: false };
  expect(auth(through(GOOGLE))).toMatchObject({
    general,
    security: { auth: { selectedType: 'gemini-api-key' } },
  });
  const both = [...through(GOOGLE), ...through(ACCOUNT)];
  expect(auth(both)).toMatchObject({ general, security: { auth: { selectedType: 'oauth-personal' } } });
});

it('tells npm of a private registry, but writes nothing where the agent gets the value', () => {
  expect(home('shell', through(PACKAGES))['.npmrc']).toContain(`:_authToken=${placeholderOf(PACKAGES)}`);
  expect(home('shell', through(PACKAGES, 'environment'))['.npmrc']).toBeUndefined();
});

it('lets Codex trust the folder', () => {
  expect(home('codex', [])['.codex/config.toml']).toContain(
    '[projects."/workspace"]\ntrust_level = "trusted"',
  );
});

it('has what the person brings, but nothing in the place of an account or of the type’s settings', () => {
  const values = [{ path: '.claude.json', content: { theme: 'light', hasCompletedOnboarding: false } }];
  const files = [
    { path: '.claude/settings.json', text: 'taken', mode: 0o400 },
    { path: '.claude/CLAUDE.md', text: 'Be brief.', mode: 0o400 },
  ];
  const spec = { secrets: through(KEY), workspace: { kind: 'volume' as const } };
  const home = newHome(spec, templates.get('claude-code') ?? [], known, 0, [{ files, values }]);
  expect(JSON.parse(home.find(({ path }) => path === '.claude.json')?.text ?? '')).toMatchObject({
    theme: 'light',
    projects: { '/workspace': { hasTrustDialogAccepted: true } },
  });
  expect(home.filter(({ path }) => path === '.claude/settings.json').map(({ text }) => text)).not.toContain(
    'taken',
  );
  expect(home).toContainEqual(files[1]);
});
