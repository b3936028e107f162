import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  type AgentImages,
  agentImages,
  familyImage,
  fetchedBy,
} from '../../harness/engine/distribution-image.ts';

const scope = new Scope();
let insideOf: AgentImages;
beforeAll(async () => {
  insideOf = await agentImages(scope);
});
afterAll(() => scope.dispose());

// First reported as https://github.com/docker/docs/pull/25198 and https://github.com/cubeplexai/cubeplex/pull/621.
it('a program that reads no variable trusts a company’s authority in an agent of any image', async () => {
  const debian = await insideOf('debian:bookworm-slim');
  expect(await debian('curl', '-sS', 'https://allowed.test/hello')).toContain('"path":"/hello"');
  expect(await debian('git', 'ls-remote', 'https://me:x@allowed.test/a/b.git')).toContain('refs/heads/main');
  // The other families and Java: `test/field/variants/image-families.test.ts`.
  const redHat = await insideOf(await familyImage(scope, 'Red Hat'));
  expect(await fetchedBy(redHat)).toEqual(['curl 200', expect.stringMatching(/^python TLSv1/), 'node 200']);
});
