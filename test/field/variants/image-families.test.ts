import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  type AgentImages,
  agentImages,
  FAMILIES,
  familyImage,
  fetchedBy,
  javaImage,
} from '../../harness/engine/distribution-image.ts';

const scope = new Scope();
let insideOf: AgentImages;
beforeAll(async () => {
  insideOf = await agentImages(scope);
});
afterAll(() => scope.dispose());

// First reported as https://github.com/docker/docs/pull/25198 and https://github.com/cubeplexai/cubeplex/pull/621.
describe('a program that reads no variable trusts a company’s authority', () => {
  it.each(FAMILIES)('in an agent on an image of the %s family', async (family) => {
    const inside = await insideOf(await familyImage(scope, family));
    expect(await fetchedBy(inside)).toEqual(['curl 200', expect.stringMatching(/^python TLSv1/), 'node 200']);
  });

  it('as a Java does that only the path leads to', async () => {
    const inside = await insideOf(await javaImage(scope));
    expect(await inside('java', '/Get.java', 'https://allowed.test/hello')).toContain('"path":"/hello"');
  });
});
