import type { ProgressLine } from '../docker/image-api.ts';

export interface PullState {
  /** Compressed bytes downloaded so far, and known in total; layers that the engine already has do not count. */
  doneBytes: number;
  totalBytes: number;
  layers: number;
  layersDone: number;
}

/** Sums the progress of a pull over its layers; each line describes one layer, in any order. */
export class PullProgress {
  readonly #layers = new Map<string, { done: number; total: number; finished: boolean }>();

  add({ id, status = '', progressDetail }: ProgressLine): PullState {
    // Lines about the whole image have its tag as id, and none of these words.
    if (id && /^(Pulling fs layer|Waiting|Downloading|Verifying|Download complete|Extracting)/.test(status)) {
      const layer = this.#layers.get(id) ?? { done: 0, total: 0, finished: false };
      this.#layers.set(id, layer);
      if (status === 'Downloading') {
        layer.done = progressDetail?.current ?? layer.done;
        layer.total = Math.max(progressDetail?.total ?? 0, layer.total, layer.done);
      } else if (/^(Verifying|Download complete|Extracting)/.test(status)) {
        layer.done = layer.total;
      }
    } else if (id && /^(Pull complete|Already exists)$/.test(status)) {
      const layer = this.#layers.get(id) ?? { done: 0, total: 0, finished: false };
      this.#layers.set(id, { done: layer.total, total: layer.total, finished: true });
    }
    return this.state;
  }

  get state(): PullState {
    const layers = [...this.#layers.values()];
    return {
      doneBytes: layers.reduce((sum, layer) => sum + layer.done, 0),
      totalBytes: layers.reduce((sum, layer) => sum + layer.total, 0),
      layers: layers.length,
      layersDone: layers.filter((layer) => layer.finished).length,
    };
  }
}
