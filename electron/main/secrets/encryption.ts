import { safeStorage } from 'electron';

/** Encrypts with a key that the operating system keeps. */
export interface Encryption {
  /** False when the system has no safe place for the key; no value may then be stored. */
  available(): Promise<boolean>;
  /** Resolves to base64. */
  encrypt(text: string): Promise<string>;
  decrypt(base64: string): Promise<string>;
}

/** The asynchronous API where there is one: Electron 25 has only the synchronous one, newer versions deprecate it. */
const asynchronous = typeof safeStorage.encryptStringAsync === 'function';

/** The backend `basic_text` encrypts with a password that is the same everywhere. Electron 25 cannot name its backend, and has none then. */
function encryptsForNobody(): boolean {
  return (
    process.platform === 'linux' &&
    typeof safeStorage.getSelectedStorageBackend === 'function' &&
    safeStorage.getSelectedStorageBackend() === 'basic_text'
  );
}

/** Electron's safeStorage. Usable once the app is ready. */
export const osEncryption: Encryption = {
  async available() {
    const works = asynchronous
      ? await safeStorage.isAsyncEncryptionAvailable()
      : safeStorage.isEncryptionAvailable();
    return works && !encryptsForNobody();
  },
  async encrypt(text) {
    const bytes = asynchronous ? await safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text);
    return bytes.toString('base64');
  },
  async decrypt(base64) {
    const bytes = Buffer.from(base64, 'base64');
    return asynchronous
      ? (await safeStorage.decryptStringAsync(bytes)).result
      : safeStorage.decryptString(bytes);
  },
};
