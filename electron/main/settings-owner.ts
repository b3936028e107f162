import { AppFailure } from '../contract/error.ts';
import type { FromHost, ToHost } from '../contract/host.ts';
import type { Settings, SettingsChange } from '../contract/settings.ts';
import type { Logger } from '../lib/logger.ts';
import { PendingRequests } from '../lib/pending-requests.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

type SettingsAnswer = Extract<FromHost, { type: 'settings-answer' }>['error'];

/**
 * Who owns the settings of the data folder: this app, which then writes their file, or the process whose client this app
 * is, which then gets the changes. Two processes that wrote one file would lose each other's changes.
 */
export class SettingsOwner {
  readonly #store: SettingsStore;
  readonly #send: (message: Extract<ToHost, { type: 'settings-update' }>) => void;
  readonly #requests = new PendingRequests<SettingsAnswer>();
  #isElsewhere = false;

  constructor(options: {
    host: {
      message: { on(listener: (message: FromHost) => void): () => void };
      send(message: Extract<ToHost, { type: 'settings-update' }>): void;
    };
    store: SettingsStore;
    logger: Logger;
  }) {
    const { host, store, logger } = options;
    this.#store = store;
    this.#send = (message) => host.send(message);
    const pass = (change: SettingsChange) => {
      this.#update(change).catch((error: unknown) => logger.warn('a setting was not kept', { error }));
    };
    host.message.on((message) => {
      switch (message.type) {
        case 'owner':
          this.#isElsewhere = !message.isOwn;
          this.#requests.receiveForAll(OWNER_GONE);
          if (this.#isElsewhere) store.lend(pass);
          else
            store.takeBack().catch((error: unknown) => logger.error('the settings were not read', { error }));
          return;
        case 'owner-settings':
          store.adopt(message.settings);
          return;
        case 'settings-answer':
          this.#requests.receive(message.requestId, message.error);
      }
    });
  }

  /**
   * Changes the settings as a window asks for it. `agree` asks the person here; another owner asks by itself. Rejects
   * with the reason when nothing was changed.
   */
  async change(change: SettingsChange, agree: () => Promise<void>): Promise<Settings> {
    if (this.#isElsewhere) {
      await this.#update(change);
      return this.#store.current;
    }
    await agree();
    return this.#store.change(change);
  }

  async #update(change: SettingsChange): Promise<void> {
    const error = await this.#requests.ask((requestId) =>
      this.#send({ type: 'settings-update', requestId, change }),
    );
    if (error) throw new AppFailure(error);
  }
}

const OWNER_GONE: NonNullable<SettingsAnswer> = {
  type: 'engine-unreachable',
  message: 'Whoever keeps the settings went away. Try again.',
  actions: [],
};
