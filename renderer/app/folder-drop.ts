import { useEffect } from 'react';
import { openDialog } from '../store/actions.ts';
import { useStore } from '../store/store.ts';

/** The folder dropped on the window; undefined for other items and for several items. */
export function droppedFolder(
  items: readonly Pick<DataTransferItem, 'kind' | 'webkitGetAsEntry' | 'getAsFile'>[],
  pathOf: (file: File) => string,
): string | undefined {
  const [item, ...others] = items.filter(({ kind }) => kind === 'file');
  const file = item?.webkitGetAsEntry()?.isDirectory && others.length === 0 ? item.getAsFile() : null;
  return (file && pathOf(file)) || undefined;
}

/** Opens a folder dropped on the window as a project, in the New agent dialog. */
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
