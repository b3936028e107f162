import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASIC_TYPES } from '../../contract/basic-types.ts';
import type { ImageBuild } from '../../contract/preferences.ts';
import { AgentTypes } from './agent-types.ts';
import { typeOfReference } from './image-plan.ts';

const builtInPath = new URL('../../../assets/images', import.meta.url).pathname;
const GOOD = { version: 1, label: 'Mine', description: 'My own.', image: 'debian:bookworm-slim' };
let ownPath: string;
let builds: Record<string, ImageBuild>;
const types = (hostRootsPem?: string) =>
  new AgentTypes({ builtInPath, ownPath, builds: () => builds, hostRoots: () => hostRootsPem });

beforeEach(async () => {
  ownPath = await mkdtemp(join(tmpdir(), 'bulkhead-types-'));
  builds = {};
});
afterEach(() => rm(ownPath, { recursive: true }));

async function own(id: string, files: Record<string, string>): Promise<string> {
  await mkdir(join(ownPath, id), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(ownPath, id, name), text);
  return join(ownPath, id);
}
const listed = async () => (await types().all()).map(({ listed }) => listed);
const find = async (id: string) => (await listed()).find((type) => type.id === id && type.origin === 'own');

describe('agent types', () => {
  it('are six that come with the app', async () => {
    const all = await listed();
    expect(all.map((type) => type.status === 'ok' && type.label)).toEqual([
      'Claude Code',
      'Codex',
      'Gemini CLI',
      'OpenCode',
      'Shell',
      'Custom image',
    ]);
    expect(all.slice(4)).toEqual([BASIC_TYPES.shell, BASIC_TYPES.custom]);
  });

  it('are also the person’s own, with and without a Dockerfile', async () => {
    await own('mine', { 'type.json': JSON.stringify(GOOD) });
    await own('built', { 'type.json': JSON.stringify(GOOD), Dockerfile: 'ARG BASE\nFROM $BASE\n' });
    expect(await find('mine')).toMatchObject({ status: 'ok', image: 'debian:bookworm-slim' });
    const built = await find('built');
    expect(built).toMatchObject({ status: 'ok', base: 'debian:bookworm-slim' });
    expect(typeOfReference(built?.status === 'ok' ? built.image : '')).toBe('built');
  });

  it('are listed with their problem when they are broken, and break no other', async () => {
    await own('mine', { 'type.json': JSON.stringify(GOOD) });
    await own('no-file', {});
    await own('comma', { 'type.json': '{\n  "version": 1,,\n}' });
    await own('hostile', { 'type.json': JSON.stringify({ ...GOOD, privileged: true }) });
    await own('leaky', {
      'type.json': JSON.stringify(GOOD),
      Dockerfile: 'ARG BASE\nFROM $BASE\nENV API_KEY=x\n',
    });
    await own('shell', { 'type.json': JSON.stringify(GOOD) });
    await own('Bad Name', { 'type.json': JSON.stringify(GOOD) });
    await symlink('/etc', join(ownPath, 'linked'));
    await symlink('/etc/passwd', join(await own('peeking', { 'type.json': JSON.stringify(GOOD) }), 'secret'));
    const broken = (await listed()).filter((type) => type.status === 'broken');
    expect(
      Object.fromEntries(broken.map((type) => [type.id, `${type.line ?? '-'} ${type.problem}`])),
    ).toEqual({
      'Bad Name': expect.stringContaining('- A folder’s name'),
      comma: expect.stringContaining('2 Expected a key'),
      hostile: expect.stringContaining('1 privileged: There is no such key'),
      leaky: expect.stringContaining('3 ENV API_KEY looks like a secret'),
      linked: expect.stringContaining('- It is a link'),
      'no-file': expect.stringContaining('- The folder has no type.json'),
      peeking: expect.stringContaining('- It is a link'),
      shell: expect.stringContaining('- There is a built-in type of this name'),
    });
    expect(await find('mine')).toMatchObject({ status: 'ok' });
    expect(await types().plan('hostile')).toBeUndefined();
    expect(await types().plan('../claude-code')).toBeUndefined();
    expect(await types().usable('mine')).toEqual(await find('mine'));
    for (const id of ['hostile', 'unknown', '../claude-code'])
      expect(await types().usable(id)).toBeUndefined();
    expect(await types().usable('shell')).toEqual(BASIC_TYPES.shell);
  });

  it('name another image whenever something of it changes', async () => {
    const references = new Set<string | undefined>();
    const note = async (pem?: string) => references.add((await types(pem).plan('mine'))?.reference);
    await own('mine', { 'type.json': JSON.stringify(GOOD), Dockerfile: 'ARG BASE\nFROM $BASE\n' });
    await note();
    await note();
    await own('mine', { Dockerfile: 'ARG BASE\nFROM $BASE\nRUN true\n' });
    await note();
    await own('mine', { 'start.sh': 'echo hello' });
    await note();
    builds = { mine: { base: 'debian:trixie', args: {} } };
    await note();
    builds = { mine: { base: 'debian:trixie', args: { VERSION: '2' } } };
    await note();
    await note('a certificate');
    expect(references.size).toBe(6);
    expect(references.has(undefined)).toBe(false);
  });

  it('may have no folder of the person’s own', async () => {
    const none = new AgentTypes({
      builtInPath,
      ownPath: join(ownPath, 'missing'),
      builds: () => builds,
      hostRoots: () => undefined,
    });
    expect(await none.all()).toHaveLength(6);
  });
});
