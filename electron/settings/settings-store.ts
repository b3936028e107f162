import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type AppError, AppFailure } from '../contract/error.ts';
import type { Preferences, PreferencesChange } from '../contract/preferences.ts';
import { type Settings, type SettingsChange, settingsSchema } from '../contract/settings.ts';
import { writeAtomically } from '../lib/atomic-write.ts';
import { Emitter } from '../lib/emitter.ts';
import { readOwnFile, setAside } from './own-file.ts';
import { readSettings } from './settings-file.ts';
import { writeProblem } from './write-problem.ts';

const FILE_NAME = 'settings.json';

/**
 * The settings file: parsed with its schema, written atomically, one write at a time. A broken file is renamed and
 * reported; an unreadable file is reported and never overwritten. When the folder is not writable, the settings stay in
 * memory and the problem is reported.
 */
export class SettingsStore {
  readonly changed = new Emitter<Settings>();
  readonly problemFound = new Emitter<AppError>();
  readonly #path: string;
  #settings: Settings = settingsSchema.parse({});
  #problem: AppError | null = null;
  #filePreserved = false;
  #writing: Promise<void> = Promise.resolve();
  /** Takes changes in place of the file. */
  #owner: ((change: SettingsChange) => void) | undefined;

  constructor(folder: string) {
    this.#path = join(folder, FILE_NAME);
  }

  get current(): Settings {
    return this.#settings;
  }

  get problem(): AppError | null {
    return this.#problem;
  }

  async load(): Promise<void> {
    const file = await readOwnFile(this.#path);
    if (file.kind === 'none') {
      // No file was ever written: this is the first start.
      this.#settings = { ...this.#settings, welcomed: false };
      return;
    }
    if (file.kind === 'unreadable') {
      this.#keepFile(file.error);
      return;
    }
    const read = readSettings(file.text);
    this.#settings = read.settings;
    if (read.problem) await this.#setAside(read.problem);
  }

  /** Stores the engine that the person chose. Only the process that uses the engine does. */
  rememberEndpoint(endpoint: Settings['endpoint']): void {
    this.#set({ ...this.#settings, endpoint });
    this.#writeLater();
  }

  /**
   * Changes the named fields; of the preferences as well only those. Changes take effect at once; the file is written
   * afterwards, or whoever owns the settings gets them.
   */
  change(change: SettingsChange): Settings {
    const { preferences, ...fields } = change;
    this.#set({
      ...this.#settings,
      ...definedOnly(fields),
      ...(preferences ? { preferences: { ...this.#settings.preferences, ...definedOnly(preferences) } } : {}),
    });
    if (this.#owner) this.#owner(change);
    else this.#writeLater();
    return this.#settings;
  }

  /** Another process owns the settings: this one writes no file from now on, and `owner` gets its changes. */
  lend(owner: (change: SettingsChange) => void): void {
    this.#owner = owner;
  }

  /** Takes over the settings of the process that owns them. */
  adopt(settings: Settings): void {
    if (this.#owner && !isDeepStrictEqual(settings, this.#settings)) this.#set(settings);
  }

  /** Resolves when the settings are this process's own again, as the owner before has left them. */
  async takeBack(): Promise<void> {
    if (!this.#owner) return;
    this.#owner = undefined;
    await this.load();
    this.changed.emit(this.#settings);
  }

  /** Changes the named preferences. Throws `conflict` when one of them differs from `basedOn` meanwhile. */
  changePreferences(change: PreferencesChange, basedOn: PreferencesChange): void {
    const present = this.#settings.preferences;
    const isStale = Object.entries(definedOnly(basedOn)).some(
      ([name, value]) => !isDeepStrictEqual(present[name as keyof Preferences], value),
    );
    if (isStale)
      throw new AppFailure({ type: 'conflict', message: 'The settings were changed meanwhile. Try again.' });
    this.change({ preferences: change });
  }

  /** Resolves once all changes are on disk (or reported as unwritable). What could not be written is tried once more. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (this.#problem?.field === 'write') await this.#write();
    });
    return this.#writing;
  }

  #set(settings: Settings): void {
    this.#settings = settingsSchema.parse(settings);
    this.changed.emit(this.#settings);
  }

  #writeLater(): void {
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    if (this.#filePreserved || this.#owner) return;
    try {
      await writeAtomically(this.#path, `${JSON.stringify(this.#settings, null, 2)}\n`);
      if (this.#problem?.field === 'write') this.#problem = null;
    } catch (error) {
      if (this.#problem?.field !== 'write') this.#report(unwritable(this.#path, error));
    }
  }

  async #setAside(problem: string): Promise<void> {
    try {
      const aside = await setAside(this.#path);
      this.#report({
        type: 'settings-unwritable',
        field: 'read',
        message: `The settings file was broken, so Bulkhead started with its defaults. The old file is kept as ${aside}.`,
        actions: [],
        raw: problem,
      });
    } catch (error) {
      this.#keepFile(error);
    }
  }

  /** Keeps the file unchanged, because its content could not be read. */
  #keepFile(error: unknown): void {
    this.#filePreserved = true;
    this.#report(unreadable(this.#path, error));
  }

  #report(problem: AppError): void {
    this.#problem = problem;
    this.problemFound.emit(problem);
  }
}

function definedOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function unreadable(path: string, error: unknown): AppError {
  return {
    type: 'settings-unwritable',
    field: 'read',
    message: `The settings file ${path} cannot be read. Bulkhead uses its defaults and leaves the file alone: changes last until you quit.`,
    actions: [],
    raw: String(error),
  };
}

function unwritable(path: string, error: unknown): AppError {
  return {
    type: 'settings-unwritable',
    field: 'write',
    message: `Settings cannot be saved to ${path}: ${writeProblem(error)}`,
    actions: [],
    raw: String(error),
  };
}
