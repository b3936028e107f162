import { expect, it } from 'vitest';
import { freedBytes, type LayeredImage } from './image-bytes.ts';

/** As engine 28.5 with the containerd image store reported `node:24-slim` and the toolbox built from it. */
const NODE = { Id: 'node', Size: 562_981_915, SharedSize: 410_255_360 };
const TOOLBOX = { Id: 'toolbox', Size: 563_004_437, SharedSize: 410_255_360 };
const node: LayeredImage = {
  packedBytes: 152_726_555,
  unpackedBytes: 410_255_360,
  layers: ['debian', 'node'],
};
const toolbox: LayeredImage = {
  packedBytes: 152_728_597,
  unpackedBytes: 410_275_840,
  layers: ['debian', 'node', 'git', 'label'],
};
const freed = (images: Parameters<typeof freedBytes>[0], stored: Record<string, LayeredImage>) =>
  Object.fromEntries(freedBytes(images, new Map(Object.entries(stored))));

it('counts neither packed nor unpacked layers that another image keeps', () => {
  expect(freed([NODE, TOOLBOX], { node, toolbox })).toEqual({ node: 0, toolbox: 22_522 });
});

it('takes the word of an engine that counts shared packed layers itself', () => {
  const images = [
    { ...NODE, SharedSize: NODE.Size - 2000 },
    { ...TOOLBOX, SharedSize: NODE.Size - 2000 },
  ];
  expect(freed(images, { node, toolbox })).toEqual({ node: 2000, toolbox: 24_522 });
});

it('counts an image that shares nothing whole', () => {
  expect(freed([{ ...NODE, SharedSize: 0 }], { node })).toEqual({ node: NODE.Size });
  expect(freed([{ ...NODE, SharedSize: -1 }], { node })).toEqual({ node: NODE.Size });
});

it('divides packed layers like unpacked ones where only a part is shared', () => {
  const one = { packedBytes: 400, unpackedBytes: 1000, layers: ['base', 'one'] };
  const two = { packedBytes: 300, unpackedBytes: 900, layers: ['base', 'two'] };
  const image = { Id: 'one', Size: 1400, SharedSize: 750 };
  expect(freed([image], { one, two })).toEqual({ one: 250 + 100 });
});

it('takes the engine’s word in the older store, whose images are stored once', () => {
  expect(freed([{ Id: 'one', Size: 1000, SharedSize: 900 }], {})).toEqual({ one: 100 });
  expect(freed([{ Id: 'one', Size: 1000, SharedSize: -1 }], {})).toEqual({ one: 1000 });
});
