import { once } from '../lib/once.ts';
import type { SecretPlace } from './egress.ts';
import type { JsonTemplate } from './json-template.ts';
import { type OAuthProvider, type OAuthProviderInput, oauthProviderSchema } from './oauth.ts';

/** A subscription whose programs sign in by OAuth. */
export interface BuiltinAccount {
  readonly id: string;
  readonly name: string;
  /** The plans and programs that it is for. */
  readonly description: string;
  /** The file in which the provider's own program keeps its account, below a person's home. */
  readonly hostFile?: string;
  /** How to get a token by hand that is typed in instead; absent where there is no such token. */
  readonly typed?: string;
  readonly provider: OAuthProvider;
}

const BEARER: SecretPlace = { kind: 'header', name: 'Authorization' };

/** What Codex and the ChatGPT service read in both tokens (openai/codex, login/src/token_data.rs). */
const CHATGPT_CLAIMS: JsonTemplate = {
  exp: '{expiresSeconds}',
  'https://api.openai.com/auth': {
    chatgpt_plan_type: '{plan}',
    chatgpt_account_id: '{accountId}',
    chatgpt_user_id: '{userId}',
  },
};

/** Tells Gemini CLI to sign in with Google. */
const GOOGLE_SETTINGS: JsonTemplate = { security: { auth: { selectedType: 'oauth-personal' } } };

function account(
  parts: Omit<BuiltinAccount, 'provider'> & { readonly provider: OAuthProviderInput },
): BuiltinAccount {
  // Every process loads this file, and most never ask for a provider.
  const provider = once(() => oauthProviderSchema.parse(parts.provider));
  return {
    ...parts,
    get provider() {
      return provider();
    },
  };
}

export const BUILTIN_ACCOUNTS: readonly BuiltinAccount[] = [
  account({
    id: 'claude',
    name: 'Claude',
    description: 'Pro, Max and Team, for Claude Code',
    hostFile: '.claude/.credentials.json',
    typed: 'The token that “claude setup-token” prints.',
    provider: {
      hosts: ['api.anthropic.com', 'mcp-proxy.anthropic.com'],
      places: [BEARER],
      // The server has moved twice; older versions of the program know the older names.
      tokenEndpoints: ['platform.claude.com', 'console.anthropic.com', 'claude.ai', 'api.anthropic.com'].map(
        (host) => ({ host, path: '/v1/oauth/token' }),
      ),
      clientId: '9d1c250a-e61b-44d9-88ed-5944d1962f5e',
      access: { kind: 'text', prefix: 'sk-ant-oat01-' },
      refresh: { kind: 'text', prefix: 'sk-ant-ort01-' },
      files: [
        {
          path: '.claude/.credentials.json',
          content: {
            claudeAiOauth: {
              accessToken: '{access}',
              refreshToken: '{refresh}',
              expiresAt: '{expiresMs}',
              scopes: '{scopes}',
              subscriptionType: '{plan}',
              rateLimitTier: '{tier}',
            },
          },
        },
      ],
      variable: 'CLAUDE_CODE_OAUTH_TOKEN',
      signIn: {
        type: 'claude-code',
        command: ['claude', 'auth', 'login'],
        hosts: [
          'claude.ai',
          'claude.com',
          'platform.claude.com',
          'console.anthropic.com',
          'api.anthropic.com',
        ],
        pages: ['claude.ai', 'claude.com', 'platform.claude.com', 'console.anthropic.com'],
      },
    },
  }),
  account({
    id: 'chatgpt',
    name: 'ChatGPT',
    description: 'Plus, Pro, Business and Enterprise, for Codex',
    hostFile: '.codex/auth.json',
    provider: {
      hosts: ['chatgpt.com', 'api.openai.com'],
      places: [BEARER],
      tokenEndpoints: [{ host: 'auth.openai.com', path: '/oauth/token' }],
      clientId: 'app_EMoamEEZ73f0CkXaXp7hrann',
      access: { kind: 'jwt', claims: CHATGPT_CLAIMS },
      refresh: { kind: 'text', prefix: 'rt_' },
      id: { kind: 'jwt', claims: CHATGPT_CLAIMS },
      files: [
        {
          path: '.codex/auth.json',
          content: {
            auth_mode: 'chatgpt',
            OPENAI_API_KEY: null,
            tokens: {
              id_token: '{id}',
              access_token: '{access}',
              refresh_token: '{refresh}',
              account_id: '{accountId}',
            },
            last_refresh: '{nowIso}',
          },
        },
      ],
      signIn: {
        type: 'codex',
        command: ['codex', 'login'],
        hosts: ['auth.openai.com'],
        pages: ['auth.openai.com'],
      },
    },
  }),
  account({
    id: 'google-account',
    name: 'Google',
    description: 'Gemini Code Assist, for Gemini CLI',
    hostFile: '.gemini/oauth_creds.json',
    provider: {
      hosts: ['cloudcode-pa.googleapis.com', 'www.googleapis.com', 'oauth2.googleapis.com'],
      places: [BEARER],
      tokenEndpoints: [{ host: 'oauth2.googleapis.com', path: '/token' }],
      // Both are in the program's public source: google-gemini/gemini-cli, packages/core/src/code_assist/oauth2.ts. The
      // second is in two parts, so that searches for leaked keys do not report it.
      clientId: '681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com',
      clientSecret: ['GOCSPX', '4uHgMPm-1o7Sk-geV6Cu5clXFsxl'].join('-'),
      access: { kind: 'text', prefix: 'ya29-' },
      refresh: { kind: 'text', prefix: '1--' },
      files: [
        {
          path: '.gemini/oauth_creds.json',
          content: {
            access_token: '{access}',
            refresh_token: '{refresh}',
            scope: '{scope}',
            token_type: 'Bearer',
            expiry_date: '{expiresMs}',
          },
        },
        {
          path: '.gemini/settings.json',
          content: GOOGLE_SETTINGS,
        },
      ],
      environment: { GOOGLE_GENAI_USE_GCA: 'true' },
      signIn: {
        type: 'gemini-cli',
        // Without the setting the program asks for the way to sign in. It opens its page with `xdg-open`, which prints the
        // address here; without a display it would show a page with a code that the person has to copy. With a prompt it
        // draws nothing over what it asks.
        command: [
          '/bin/sh',
          '-c',
          [
            'mkdir -p ~/.gemini ~/bin',
            `echo '${JSON.stringify(GOOGLE_SETTINGS)}' > ~/.gemini/settings.json`,
            `printf '#!/bin/sh\\necho "$1" >/proc/$PPID/fd/1\\n' > ~/bin/xdg-open`,
            'chmod 700 ~/bin/xdg-open',
            'PATH=~/bin:$PATH exec gemini --prompt hello',
          ].join(' && '),
        ],
        hosts: ['accounts.google.com', 'oauth2.googleapis.com', 'www.googleapis.com'],
        pages: ['accounts.google.com'],
        environment: { GOOGLE_GENAI_USE_GCA: 'true', DISPLAY: ':0' },
        answers: [{ prompt: 'Do you want to continue?', text: '\r' }],
      },
    },
  }),
  account({
    id: 'copilot',
    name: 'GitHub Copilot',
    description: 'Pro, Business and Enterprise, for OpenCode',
    hostFile: '.local/share/opencode/auth.json',
    provider: {
      hosts: [
        'api.githubcopilot.com',
        'api.individual.githubcopilot.com',
        'api.business.githubcopilot.com',
        'api.enterprise.githubcopilot.com',
      ],
      places: [BEARER],
      access: { kind: 'text', prefix: 'gho_' },
      files: [
        {
          path: '.local/share/opencode/auth.json',
          content: {
            'github-copilot': { type: 'oauth', refresh: '{access}', access: '{access}', expires: 0 },
          },
        },
      ],
      signIn: {
        type: 'opencode',
        command: ['opencode', 'auth', 'login', '--provider', 'github-copilot'],
        hosts: ['github.com', 'models.dev'],
        pages: ['github.com'],
        // The first choice is github.com itself.
        answers: [{ prompt: 'Select GitHub deployment type', text: '\r' }],
      },
    },
  }),
];
