import { expect, it } from 'vitest';
import { looksLikeKey, looksLikeKeyName } from './key-looks.ts';

it.each(['API_KEY', 'ANTHROPIC_API_KEY', 'GITHUB_TOKEN', 'DB_PASSWORD', 'AWS_ACCESS_KEY_ID', 'npm_token'])(
  'takes %s for the name of a secret',
  (name) => expect(looksLikeKeyName(name)).toBe(true),
);

it.each(['PATH', 'MAX_TOKENS', 'KEYBOARD', 'PWD', 'NODE_ENV', 'TOKENIZER', 'MONKEY'])(
  'takes %s for an ordinary name',
  (name) => expect(looksLikeKeyName(name)).toBe(false),
);

it.each([
  'sk-ant-api03-abcdefghijklmnopqrstuvwxyz',
  'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  'AKIAIOSFODNN7EXAMPLE',
  'https://user:hunter2@registry.example.com/',
  '-----BEGIN RSA PRIVATE KEY-----',
])('sees a key in %s', (value) => expect(looksLikeKey(value)).toBe(true));

it.each(['1.2.3', 'https://registry.npmjs.org/', 'sk-short', 'a perfectly ordinary sentence', ''])(
  'sees no key in %j',
  (value) => expect(looksLikeKey(value)).toBe(false),
);
