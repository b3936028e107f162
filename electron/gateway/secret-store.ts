import { Secret } from '../lib/secret.ts';

/** The values of secrets, which only this process's memory holds. */
export class SecretStore {
  readonly #values = new Map<string, Secret>();

  set(secretId: string, value: string): void {
    this.#values.set(secretId, new Secret(value));
  }

  remove(secretId: string): void {
    this.#values.delete(secretId);
  }

  get(secretId: string): Secret | undefined {
    return this.#values.get(secretId);
  }

  ids(): string[] {
    return [...this.#values.keys()];
  }
}
