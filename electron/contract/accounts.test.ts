import { describe, expect, it } from 'vitest';
import { accountBindings, accountFiles, hasTokenFile, placeholdersOf, renewalOf } from './account.ts';
import { BUILTIN_ACCOUNTS, type BuiltinAccount } from './builtin-accounts.ts';
import { renewalSchema, secretBindingSchema } from './egress.ts';
import { claimsOf, placeholderJwt } from './jwt.ts';
import { readAccount } from './read-account.ts';
import { bindingsOf, environmentOf, placeholderOf } from './secrets.ts';

const ID = 'a'.repeat(24);
const secret = { id: ID, name: 'Work' };
const CLAIMS = {
  exp: 2_000_000_000,
  email: 'person@example.test',
  'https://api.openai.com/auth': {
    chatgpt_plan_type: 'pro',
    chatgpt_account_id: 'acc-1',
    chatgpt_user_id: 'user-1',
  },
};
const jwt = (signature: string) => placeholderJwt(CLAIMS, {}, signature);

/** What each program writes when a person has signed in. */
const HOST_FILES: Record<string, unknown> = {
  claude: {
    claudeAiOauth: {
      accessToken: 'sk-ant-oat01-CANARY1',
      refreshToken: 'sk-ant-ort01-CANARY2',
      expiresAt: 2_000_000_000_000,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
    },
    mcpOAuth: { token: 'CANARY3' },
  },
  chatgpt: {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: jwt('CANARY1'),
      access_token: jwt('CANARY2'),
      refresh_token: 'rt_CANARY3',
      account_id: 'acc-1',
    },
    last_refresh: '2026-11-01T00:00:00Z',
  },
  'google-account': {
    access_token: 'ya29.CANARY1',
    refresh_token: '1//CANARY2',
    scope: 'a b',
    token_type: 'Bearer',
    expiry_date: 2_000_000_000_000,
  },
  copilot: { 'github-copilot': { type: 'oauth', refresh: 'gho_CANARY1', access: 'gho_CANARY1', expires: 0 } },
};

function read({ id, provider }: BuiltinAccount) {
  const account = readAccount(JSON.stringify(HOST_FILES[id]), provider);
  if (!account) throw new Error(`the file of ${id} is not read`);
  return account;
}

describe.each(BUILTIN_ACCOUNTS)('the account of $name', (builtin) => {
  const { provider } = builtin;

  it('has valid bindings and a valid renewal, and no placeholder is part of another', () => {
    for (const binding of accountBindings(secret, provider))
      expect(secretBindingSchema.parse(binding)).toEqual(binding);
    const renewal = renewalOf(secret, provider);
    if (renewal) expect(renewalSchema.parse(renewal)).toEqual(renewal);
    const texts = Object.values(placeholdersOf(secret, provider));
    for (const one of texts) expect(texts.filter((other) => other.includes(one))).toEqual([one]);
  });

  it('is read from its program’s file, and written with placeholders, as the program has it', () => {
    const { tokens, account } = read(builtin);
    expect(tokens.access).toContain('CANARY');
    expect(JSON.stringify(account)).not.toContain('CANARY');
    const files = accountFiles(secret, provider, account, 0);
    const [file] = files;
    expect(file?.path).toBe(builtin.hostFile);
    expect(file?.text).toContain(placeholdersOf(secret, provider).access);
    expect(JSON.stringify(files)).not.toContain('CANARY');
    const again = readAccount(file?.text ?? '', provider);
    expect(again?.account).toEqual(account);
  });

  it('keeps what it read from tokens alone', () => {
    const { tokens } = read(builtin);
    expect(readAccount(JSON.stringify(tokens), provider)?.tokens).toEqual(tokens);
  });
});

it('gives Codex a token with the plan and the account, and nothing that identifies the person', () => {
  const chatgpt = BUILTIN_ACCOUNTS.find(({ id }) => id === 'chatgpt');
  if (!chatgpt) throw new Error('there is no such account');
  const [file] = accountFiles(secret, chatgpt.provider, read(chatgpt).account, 0);
  const { tokens } = JSON.parse(file?.text ?? '') as { tokens: Record<string, string> };
  for (const token of [tokens.id_token, tokens.access_token]) {
    expect(claimsOf(token ?? '')).toEqual({ ...CLAIMS, email: undefined });
  }
  expect(tokens.account_id).toBe('acc-1');
});

describe('a token alone, such as “claude setup-token” prints', () => {
  const use = { kind: 'oauth' as const, provider: 'claude' };
  const claude = BUILTIN_ACCOUNTS.find(({ id }) => id === 'claude')?.provider;
  const account = claude && readAccount('sk-ant-oat01-CANARY\n', claude)?.account;

  it('is given as a variable, because no file of the program fits', () => {
    if (!claude || !account) throw new Error('the token is not read');
    expect(hasTokenFile(claude, account)).toBe(false);
    expect(accountFiles(secret, claude, account, 0)).toEqual([]);
    const described = { ...secret, use, account };
    expect(environmentOf(described)).toEqual(['CLAUDE_CODE_OAUTH_TOKEN']);
    expect(placeholderOf(described)).toBe(`sk-ant-oat01-bulkhead${ID}`);
    expect(bindingsOf(described)[0]?.places).toHaveLength(1);
  });
});

it.each(['', '{', '{"claudeAiOauth":{}}', 'two words', '[]', '{"access":1}'])(
  'reads no account in %j',
  (text) => {
    for (const { provider } of BUILTIN_ACCOUNTS) expect(readAccount(text, provider)).toBeUndefined();
  },
);
