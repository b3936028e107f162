import { expect, it } from 'vitest';
import { holdsCredential } from './holds-credential.ts';

it.each([
  ['.claude/skills/x/.env', 'A=1'],
  ['.claude/skills/x/.env.local', ''],
  ['.claude/skills/.ssh/id', ''],
  ['a.md', 'Use sk-ant-api03-abcdefghijklmnopqrstuv here.'],
  ['a.md', '-----BEGIN OPENSSH PRIVATE KEY-----\nx'],
  ['a.md', 'git clone https://me:hunter22@git.test/x'],
  ['a.sh', 'export DEPLOY_TOKEN=0123456789abcdef'],
  ['a.json', '{"api_key": "0123456789abcdef"}'],
  ['a.md', 'curl -H "Authorization: Bearer abcdef0123456789abcd"'],
])('finds the credential in %s: %s', (path, text) => {
  expect(holdsCredential(path, text)).toBe(true);
});

it.each([
  ['a.md', 'Set API_KEY=$SECRET first, or API_KEY="your-key-here", or TOKEN=<token-of-yours>.'],
  ['skills/tokens/SKILL.md', 'MAX_TOKENS=100000000\nThe key: press it twice.'],
  ['environment.md', 'Write tests first.'],
])('finds none in %s: %s', (path, text) => {
  expect(holdsCredential(path, text)).toBe(false);
});
