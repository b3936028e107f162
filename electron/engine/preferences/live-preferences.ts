import { isDeepStrictEqual } from 'node:util';
import { type Preferences, preferencesSchema } from '../../contract/preferences.ts';
import { Emitter } from '../../lib/emitter.ts';

/** The person's preferences, as the main process sent them last. */
export class LivePreferences {
  readonly #changed = new Emitter<Preferences>();
  #current: Preferences;

  constructor(current: Preferences = preferencesSchema.parse({})) {
    this.#current = current;
  }

  get current(): Preferences {
    return this.#current;
  }

  /** Calls the listener only when a value differs. */
  onChange(listener: (preferences: Preferences) => void): () => void {
    return this.#changed.on(listener);
  }

  set(preferences: Preferences): void {
    if (isDeepStrictEqual(preferences, this.#current)) return;
    this.#current = preferences;
    this.#changed.emit(preferences);
  }
}
