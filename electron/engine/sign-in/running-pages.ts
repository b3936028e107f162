/** The pages of the sign-ins that run now, at the providers that are built in. */
export class RunningPages {
  /** A list, because two sign-ins may show the same page. */
  readonly #urls: string[] = [];

  /** Returns what ends it. */
  add(url: string): () => void {
    this.#urls.push(url);
    return () => {
      const at = this.#urls.indexOf(url);
      if (at !== -1) this.#urls.splice(at, 1);
    };
  }

  has(url: string): boolean {
    return this.#urls.includes(url);
  }
}
