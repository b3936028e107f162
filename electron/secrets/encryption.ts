/** Encrypts what is written to disk. */
export interface Encryption {
  /** Where the key is. */
  readonly protection: 'keychain' | 'key-file';
  /** False when there is no safe place for the key; no value may then be stored. */
  available(): Promise<boolean>;
  /** Resolves to text that `decrypt` understands. */
  encrypt(text: string): Promise<string>;
  decrypt(encrypted: string): Promise<string>;
}

/** What a key file has encrypted begins so, which no base64 of a keychain does. */
export const KEY_FILE_PREFIX = 'key-file:';

export const isOfKeyFile = (encrypted: string) => encrypted.startsWith(KEY_FILE_PREFIX);

/** Why this process cannot decrypt the value of a secret, and what to do next. */
export function whyUnreadable(name: string, encrypted: string, protection: Encryption['protection']): string {
  if (protection === 'key-file') {
    const kept = isOfKeyFile(encrypted)
      ? 'was encrypted with another key file, or its text on disk was changed'
      : 'was typed into the app, whose keychain only the app can open';
    return `“${name}” ${kept}. Set it again: bulkhead secret set "${name}".`;
  }
  return isOfKeyFile(encrypted)
    ? `“${name}” is encrypted with the key file of “bulkhead serve”. Type it again in the settings, or use that host.`
    : `The keychain cannot decrypt “${name}” any more. Type it again in the settings.`;
}
