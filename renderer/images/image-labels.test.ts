import { expect, it } from 'vitest';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import type { ListedImage } from '../../electron/contract/images.ts';
import { nameOf, readBuildArgs, roleLabel } from './image-labels.ts';

const image: ListedImage = {
  id: `sha256:${'a1b2c3d4e5f6'.repeat(5)}`,
  references: ['bulkhead/type-shell:1'],
  role: 'type',
  typeId: 'shell',
  createdAt: 0,
  bytes: 1,
  usedBy: [],
  removable: true,
};

it('says what an image is for', () => {
  expect(roleLabel(image, [BASIC_TYPES.shell])).toBe('Agent type Shell');
  expect(roleLabel({ ...image, typeId: 'gone' }, [BASIC_TYPES.shell])).toBe('Agent type gone');
  expect(roleLabel({ ...image, references: [] }, [BASIC_TYPES.shell])).toBe('Former image of Shell');
  const { typeId: _, ...untyped } = image;
  expect(roleLabel({ ...untyped, references: [] }, [])).toBe('Former image of an agent type');
  expect(roleLabel({ ...image, role: 'foreign' }, [])).toBe('Not ours');
});

it('names an image without a name by its id', () => {
  expect(nameOf(image)).toBe('bulkhead/type-shell:1');
  expect(nameOf({ ...image, references: [] })).toBe('a1b2c3d4e5f6');
});

it('reads build arguments one a line', () => {
  expect(readBuildArgs('VERSION=1.2.3\n\n EXTRA = a=b ')).toEqual({ wrong: 'EXTRA = a=b' });
  expect(readBuildArgs('VERSION=1.2.3\n\nEXTRA=a=b ')).toEqual({ args: { VERSION: '1.2.3', EXTRA: 'a=b' } });
  expect(readBuildArgs('')).toEqual({ args: {} });
});
