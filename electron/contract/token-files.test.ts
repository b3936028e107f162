import { expect, it } from 'vitest';
import { CONTENT_MASKS, contentMask, isLookedInto } from './masks.ts';

const maskOf = (path: string, content: string) =>
  isLookedInto(path, CONTENT_MASKS) ? contentMask(path, content, CONTENT_MASKS) : undefined;

it.each([
  ['.pypirc', '[pypi]\nusername = __token__\npassword = pypi-abc\n'],
  ['.docker/config.json', '{"auths": {"x": {"auth": "YTpi"}}}'],
  ['.docker/config.json', '{"auths": {"x": {"identitytoken": "abc"}}}'],
  ['.kube/config', 'users:\n- name: a\n  user:\n    client-key-data: LS0t\n'],
  ['deploy/kubeconfig.yaml', 'users:\n- user:\n    token: abc\n'],
  ['.terraformrc', 'credentials "app.terraform.io" {\n  token = "abc"\n}\n'],
  ['.terraform.d/credentials.tfrc.json', '{"credentials": {"x": {"token": "abc"}}}'],
  ['infra/prod.tfvars', 'db_password = "abc"\n'],
  ['.cargo/credentials', '[registry]\ntoken = "abc"\n'],
  ['gradle.properties', 'org.gradle.caching=true\nnexusPassword=abc\n'],
  ['.m2/settings.xml', '<server><password>abc</password></server>'],
  ['.gem/credentials', ':rubygems_api_key: abc\n'],
  ['auth.json', '{"github-oauth": {"github.com": "abc"}}'],
  ['bunfig.toml', '[install.scopes]\na = { token = "abc", url = "x" }\n'],
  ['config/prod.env', 'DATABASE_URL=postgres://a:b@c/d\n'],
  ['.config/gh/hosts.yml', 'github.com:\n  oauth_token: gho_abc\n'],
  ['.git/extra', '[http]\n\textraHeader = Authorization: x\n'],
  ['.gitconfig.local', '[github]\n\ttoken = abc\n'],
  ['.git/worktrees/a/config.worktree', '[remote "o"]\n\turl = https://a:b@c/d\n'],
])('finds the token in %s', (path, content) => {
  expect(maskOf(path, content)).toBe('content:token');
});

it.each([
  ['id_ed25519', '-----BEGIN OPENSSH PRIVATE KEY-----\n'],
  ['server.key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n'],
  ['ec.pem', '-----BEGIN EC PRIVATE KEY-----\n'],
  ['secring.asc', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n'],
  ['tls.yaml', 'data:\n  key: |\n    -----BEGIN RSA PRIVATE KEY-----\n'],
])('finds the key in %s', (path, content) => {
  expect(maskOf(path, content)).toBe('content:private-key');
});

it.each([
  ['gradle.properties', `org.gradle.jvmargs=-Xmx2g\nnexusPassword=\${NEXUS}\n# password=abc\n`],
  ['infra/prod.tfvars', 'region = "eu"\npassword = ""\n'],
  ['.kube/config', 'users:\n- user:\n    exec:\n      command: aws\n'],
  ['.docker/config.json', '{"credsStore": "desktop"}'],
  ['settings.xml', `<password>\${env.PASSWORD}</password>`],
  ['config/dev.env', 'PORT=3000\n'],
  ['.git/config', '[remote "o"]\n\turl = https://c/d\n'],
  ['.git/COMMIT_EDITMSG', 'token = abc\n'],
  ['.git/index', 'https://a:b@c/d'],
  ['server.crt', '-----BEGIN CERTIFICATE-----\n'],
  ['id_ed25519.pub', 'ssh-ed25519 AAAA\n'],
])('leaves %s without a secret alone', (path, content) => {
  expect(maskOf(path, content)).toBeUndefined();
});
