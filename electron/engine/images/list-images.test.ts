import { expect, it } from 'vitest';
import type { Agent } from '../../contract/agent.ts';
import { defaultSpec } from '../../contract/presets.ts';
import type { ContainerSummary } from '../docker/api.ts';
import type { ImageSummary } from '../docker/image-api.ts';
import { listImages } from './list-images.ts';

const image = (
  Id: string,
  RepoTags: string[] | null,
  Labels: Record<string, string> = {},
  Size = 1,
): ImageSummary => ({
  Id,
  RepoTags,
  Labels,
  Size,
  RepoDigests: null,
  Created: 1_000,
  ParentId: '',
});
const container = (ImageID: string, name: string, Labels: Record<string, string> = {}): ContainerSummary => ({
  ImageID,
  Labels,
  Id: `id-${name}`,
  Names: [`/${name}`],
  Image: ImageID,
  Created: 0,
  State: 'running',
  Status: '',
});
const agent: Pick<Agent, 'id' | 'name' | 'spec'> = {
  id: 'a1',
  name: 'otter',
  spec: { ...defaultSpec('shell', 'balanced'), name: 'otter', image: 'bulkhead/type-x:1' },
};
const type = { 'dev.bulkhead.role': 'type', 'dev.bulkhead.agent-type': 'x', 'dev.bulkhead.base': 'node:24' };

it('says what each image is, who uses it, and whether it may go', () => {
  const images = [
    image('type', ['bulkhead/type-x:1'], type, 5),
    image('old', null, type, 4),
    image('base', ['bulkhead/base:1'], { 'dev.bulkhead.role': 'base' }, 6),
    image('node', ['node:24'], {}, 3),
    image('mine', ['mine:1'], type, 2),
    image('nameless', ['<none>:<none>'], {}, 9),
  ];
  const containers = [
    container('base', 'bulkhead-otter', { 'dev.bulkhead.agent': 'a1' }),
    container('node', 'web'),
  ];
  expect(listImages(images, containers, [agent])).toEqual([
    expect.objectContaining({ id: 'base', role: 'base', usedBy: ['otter'], removable: false }),
    expect.objectContaining({
      id: 'type',
      role: 'type',
      typeId: 'x',
      base: 'node:24',
      usedBy: ['otter'],
      removable: false,
    }),
    expect.objectContaining({ id: 'old', role: 'type', usedBy: [], removable: true }),
    expect.objectContaining({ id: 'node', role: 'foreign', usedBy: ['web'], removable: false }),
    expect.objectContaining({ id: 'mine', role: 'foreign', removable: false }),
  ]);
});
