import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { ensureBaseImage } from '../../../electron/engine/images/base-image.ts';
import { baseImageFor } from '../../../electron/engine/images/base-image-tag.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { appEngine, docker } from '../../harness/engine/docker-cli.ts';
import { testAuthority } from '../../harness/engine/internet.ts';

const scope = new Scope();
let engine: Engine;
beforeAll(async () => {
  engine = appEngine(scope);
  await engine.facts();
});
afterAll(() => scope.dispose());

// First reported as https://github.com/docker/docs/pull/25198 and https://github.com/cubeplexai/cubeplex/pull/621.
it('a program that reads no variable trusts a company’s authority in an agent of any image', async () => {
  const { Id } = await engine.inspectImage('debian:bookworm-slim');
  const base = baseImageFor({ id: Id, user: '' }, undefined, '0.0.0-test', testAuthority());
  scope.add(() => engine.removeImage(base.tag));
  await ensureBaseImage(engine, base, 'authorities-test', scope.signal);
  const inside = (...command: string[]) =>
    docker('run', '--rm', '--read-only', base.tag, 'env', '-i', ...command);
  expect(await inside('curl', '-sS', 'https://allowed.test/hello')).toContain('"path":"/hello"');
  expect(await inside('git', 'ls-remote', 'https://me:x@allowed.test/a/b.git')).toContain('refs/heads/main');
});
