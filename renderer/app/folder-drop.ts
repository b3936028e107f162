import { useEffect } from 'react';
import { openDialog } from '../store/actions.ts';
import { useStore } from '../store/store.ts';

/** What a folder dropped on the window is known by; undefined for anything else, and for several things at once. */
export function droppedFolder(
  items: readonly Pick<DataTransferItem, 'kind' | 'webkitGetAsEntry' | 'getAsFile'>[],
  pathOf: (file: File) => string,
): string | undefined {
  const [item, ...others] = items.filter(({ kind }) => kind === 'file');
  const file = item?.webkitGetAsEntry()?.isDirectory && others.length === 0 ? item.getAsFile() : null;
  return (file && pathOf(file)) || undefined;
}

/** A folder dropped on the window is opened as a project: the New agent dialog starts with it. */
export function useFolderDrop(): void {
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const isFree = (event: DragEvent) =>
      event.dataTransfer?.types.includes('Files') === true && useStore.getState().dialog === null;
    const over = (event: DragEvent) => {
      if (isFree(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!isFree(event)) return;
      event.preventDefault();
      const folder = droppedFolder([...(event.dataTransfer?.items ?? [])], window.bulkhead.pathOf);
      if (folder) openDialog({ kind: 'new-agent', folder });
    };
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => controller.abort();
  }, []);
}
