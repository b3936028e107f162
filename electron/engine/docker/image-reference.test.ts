import { describe, expect, it } from 'vitest';
import { parseImageReference } from './image-reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseImageReference', () => {
  it.each([
    ['node', 'docker.io', 'node', 'latest'],
    ['node:24-slim', 'docker.io', 'node', '24-slim'],
    ['acme/tool:V1', 'docker.io', 'acme/tool', 'V1'],
    ['ghcr.io/acme/tool', 'ghcr.io', 'ghcr.io/acme/tool', 'latest'],
    ['localhost:5000/a/b:1', 'localhost:5000', 'localhost:5000/a/b', '1'],
    ['localhost/a', 'localhost', 'localhost/a', 'latest'],
    [`node:24@${digest}`, 'docker.io', 'node', digest],
  ])('%s', (reference, registry, repository, tag) => {
    expect(parseImageReference(reference)).toEqual({ registry, repository, tag });
  });

  it.each(['', 'UPPER/x', 'a b', 'a:', 'a//b', '../x', 'http://x/y', `x@sha256:12`, 'x:tag:tag', '-x'])(
    'refuses “%s”',
    (reference) => {
      expect(() => parseImageReference(reference)).toThrow('not an image reference');
    },
  );
});
