import { expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { ROLE_LABEL } from '../objects/labels.ts';
import { ancestorsToRemove } from './image-ancestors.ts';
import type { ImageInspect } from './image-api.ts';

const ours = { [ROLE_LABEL]: 'run' };

function image(
  Id: string,
  Parent: string,
  { tags = [] as string[], labels = ours as Record<string, string>, containerd = true } = {},
): ImageInspect {
  return {
    Id,
    Parent,
    RepoTags: tags,
    RepoDigests: [],
    Created: '',
    Size: 1,
    ...(containerd ? { Descriptor: {} } : {}),
    Config: { Labels: labels },
  };
}

const ancestors = (...images: ImageInspect[]) =>
  ancestorsToRemove(async (id) => {
    const found = images.find((each) => each.Id === id);
    if (!found) throw new AppFailure({ type: 'image-not-found', message: 'gone' });
    return found;
  }, 'leaf');

it('lists the unnamed images of ours below an image, up to where the chain is broken', async () => {
  const leaf = image('leaf', 'step', { tags: ['bulkhead/run:a-1'] });
  expect(await ancestors(leaf, image('step', 'snapshot'), image('snapshot', 'gone'))).toEqual([
    'step',
    'snapshot',
  ]);
});

it.each([
  ['a named image', image('step', '', { tags: ['bulkhead/snapshot:a-1'] })],
  ['an image that is not ours', image('step', '', { labels: {} })],
])('stops before %s', async (_what, step) => {
  expect(await ancestors(image('leaf', 'step', { tags: ['bulkhead/run:a-1'] }), step)).toEqual([]);
});

it('lists nothing in the older store, for an image of two names, and for one that is gone', async () => {
  const step = image('step', '');
  expect(await ancestors(image('leaf', 'step', { containerd: false }), step)).toEqual([]);
  expect(await ancestors(image('leaf', 'step', { tags: ['a:1', 'b:1'] }), step)).toEqual([]);
  expect(await ancestors(step)).toEqual([]);
});
