import { expect, it } from 'vitest';
import { droppedFolder } from './folder-drop.ts';

const item = (isDirectory: boolean, kind = 'file') => ({
  kind,
  webkitGetAsEntry: () => ({ isDirectory }) as FileSystemEntry,
  getAsFile: () => ({ name: 'project' }) as File,
});
const pathOf = ({ name }: File) => `/home/me/${name}`;

it('takes one folder, and neither files nor text nor several things', () => {
  expect(droppedFolder([item(true)], pathOf)).toBe('/home/me/project');
  expect(droppedFolder([item(true, 'string'), item(true)], pathOf)).toBe('/home/me/project');
  expect(droppedFolder([item(false)], pathOf)).toBeUndefined();
  expect(droppedFolder([item(true), item(true)], pathOf)).toBeUndefined();
  expect(droppedFolder([], pathOf)).toBeUndefined();
  expect(droppedFolder([item(true)], () => '')).toBeUndefined();
});
