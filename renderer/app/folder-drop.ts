import { useEffect } from 'react';
import { isBrowser, transport } from '../ipc/transport.ts';
import { openDialog } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

const NO_PATH =
  'A browser does not say where a folder is, and it must be on the machine that Bulkhead runs on.';

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
      const folder = droppedFolder([...(event.dataTransfer?.items ?? [])], transport().pathOf);
      if (folder) openDialog({ kind: 'new-agent', folder });
      else if (isBrowser())
        showToast({ tone: 'neutral', title: 'Type the folder’s path in New Agent', description: NO_PATH });
    };
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => controller.abort();
  }, []);
}
