import type { SecretBinding } from '../contract/egress.ts';
import type { Secret } from '../lib/secret.ts';
import type { HeaderList } from './headers.ts';
import type { Rewriter } from './pump.ts';
import { parseAwsCredentials } from './sigv4.ts';
import { writtenForms } from './written-forms.ts';

/** A value that an agent must not see, and its placeholder. */
export interface HiddenValue {
  readonly value: string;
  readonly placeholder: string;
}

/** Restores placeholders where a server writes credentials into its answer. */
export class EchoFilter {
  readonly #placeholders: ReadonlyMap<string, string>;
  readonly #forms: readonly Buffer[];
  readonly #pattern: RegExp;

  constructor(hidden: readonly HiddenValue[]) {
    const pairs = hidden.flatMap(({ value, placeholder }) =>
      writtenForms(value).map((form) => [form, placeholder] as const),
    );
    this.#placeholders = new Map(pairs);
    const longestFirst = [...this.#placeholders.keys()].sort((one, other) => other.length - one.length);
    this.#forms = longestFirst.map((form) => Buffer.from(form, 'latin1'));
    const escaped = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    this.#pattern = new RegExp(escaped.length === 0 ? '(?!)' : escaped.join('|'), 'g');
  }

  /** @param text one character a byte */
  text(text: string): string {
    return text.replace(this.#pattern, (form) => this.#placeholders.get(form) ?? form);
  }

  headers(headers: HeaderList): HeaderList {
    return headers.map(([name, value]) => [this.text(name), this.text(value)] as const);
  }

  /** The filter of one body. It holds back only the possible beginning of a value: at most the longest form. */
  rewriter(): Rewriter {
    let pending: Buffer = Buffer.alloc(0);
    return {
      push: (bytes) => {
        const all = this.#replaced(pending.length === 0 ? bytes : Buffer.concat([pending, bytes]));
        const from = this.#beginsAt(all);
        pending = Buffer.from(all.subarray(from));
        return all.subarray(0, from);
      },
      end: () => pending,
    };
  }

  /**
   * A filter of one body in which nothing can be replaced: it calls `onEcho` at a value, and forwards nothing from there on.
   * It holds nothing back, because the other side may wait for every byte.
   */
  guard(onEcho: () => void): Rewriter {
    const overlap = Math.max(0, ...this.#forms.map(({ length }) => length - 1));
    let before: Buffer = Buffer.alloc(0);
    let found = false;
    return {
      push: (bytes) => {
        if (found) return Buffer.alloc(0);
        const all = before.length === 0 ? bytes : Buffer.concat([before, bytes]);
        found = this.#forms.some((form) => all.includes(form));
        if (found) {
          onEcho();
          return Buffer.alloc(0);
        }
        before = Buffer.from(all.subarray(Math.max(0, all.length - overlap)));
        return bytes;
      },
      end: () => Buffer.alloc(0),
    };
  }

  #replaced(bytes: Buffer): Buffer {
    if (!this.#forms.some((form) => bytes.includes(form))) return bytes;
    return Buffer.from(this.text(bytes.toString('latin1')), 'latin1');
  }

  /** The index of the earliest incomplete form at the end of the bytes. */
  #beginsAt(bytes: Buffer): number {
    let earliest = bytes.length;
    for (const form of this.#forms) {
      const first = form[0] ?? 0;
      let at = bytes.indexOf(first, Math.max(0, bytes.length - form.length + 1));
      while (at !== -1 && at < earliest) {
        if (form.compare(bytes, at, bytes.length, 0, bytes.length - at) === 0) earliest = at;
        at = bytes.indexOf(first, at + 1);
      }
    }
    return earliest;
  }
}

const FILTERS_KEPT = 100;

/** The filters of one agent's hosts, recreated when a secret has another value. */
export class EchoFilters {
  readonly #filters = new Map<string, { readonly secrets: readonly Secret[]; readonly filter: EchoFilter }>();

  for(bindings: readonly SecretBinding[], secretOf: (secretId: string) => Secret | undefined): EchoFilter {
    const key = bindings.map(({ secretId, placeholder }) => `${secretId}=${placeholder}`).join(' ');
    const boundSecrets = bindings.flatMap((binding) => {
      const secret = secretOf(binding.secretId);
      return secret === undefined ? [] : [{ binding, secret }];
    });
    const cached = this.#filters.get(key);
    const unchanged =
      cached?.secrets.length === boundSecrets.length &&
      boundSecrets.every(({ secret }, index) => cached.secrets[index] === secret);
    if (cached !== undefined && unchanged) return cached.filter;
    if (this.#filters.size >= FILTERS_KEPT) this.#filters.clear();
    const filter = new EchoFilter(
      boundSecrets.flatMap(({ binding, secret }) => hiddenValues(binding, secret.reveal())),
    );
    this.#filters.set(key, { secrets: boundSecrets.map(({ secret }) => secret), filter });
    return filter;
  }
}

/** The value, and each part of AWS credentials, because requests carry the parts separately. */
function hiddenValues({ placeholder, places }: SecretBinding, value: string): HiddenValue[] {
  const aws = places.some(({ kind }) => kind === 'sigv4') ? parseAwsCredentials(value) : undefined;
  const parts = aws === undefined ? [] : [aws.accessKeyId, aws.secretAccessKey, aws.sessionToken ?? ''];
  return [value, ...parts].map((part) => ({ value: part, placeholder }));
}
