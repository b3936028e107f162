import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newSampleProject, writeSampleProject } from './sample-project.ts';

const ASSETS = join(import.meta.dirname, '../../../assets');
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'bulkhead-sample-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Without what a test runner tells the test runner that it starts. */
const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
const testOf = (cwd: string) => spawnSync(process.execPath, ['--test'], { cwd, env }).status;

it('makes each sample project in a folder of its own', async () => {
  const first = await newSampleProject(ASSETS, parent);
  writeFileSync(join(first, 'src/slug.js'), 'mine');
  const second = await newSampleProject(ASSETS, parent);
  expect(second).not.toBe(first);
  expect(readFileSync(join(first, 'src/slug.js'), 'utf8')).toBe('mine');
});

it('writes over nothing', async () => {
  writeFileSync(join(parent, 'kept'), 'mine');
  await expect(writeSampleProject(ASSETS, parent)).rejects.toThrow(/exists already/);
  await expect(writeSampleProject(ASSETS, join(parent, 'absent', 'new'))).rejects.toThrow(
    /cannot be written/,
  );
});

it('has a test that fails until its fixer has asked the proxy and corrected the source', async () => {
  const folder = join(parent, 'new');
  await writeSampleProject(ASSETS, folder);
  expect(testOf(folder)).toBe(1);
  const asked: (string | undefined)[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(asked.length === 1 ? 403 : 200).end();
  }).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => proxy.once('listening', resolve));
    const { port } = proxy.address() as AddressInfo;
    const fixer = spawn(process.execPath, ['fix.mjs'], {
      cwd: folder,
      env: { ...env, HTTP_PROXY: `http://127.0.0.1:${port}` },
      stdio: 'ignore',
    });
    expect(await new Promise((resolve) => fixer.once('close', resolve))).toBe(0);
  } finally {
    proxy.close();
  }
  expect(asked).toEqual(['http://example.com/', 'http://example.com/']);
  expect(testOf(folder)).toBe(0);
}, 60_000);
