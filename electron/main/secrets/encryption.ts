import { safeStorage } from 'electron';
import { type Encryption, isOfKeyFile } from '../../secrets/encryption.ts';

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

/** Electron's safeStorage, whose key the operating system keeps. Texts are base64. Usable once the app is ready. */
export const osEncryption: Encryption = {
  protection: 'keychain',
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
    if (isOfKeyFile(base64)) throw new Error('encrypted with a key file');
    const bytes = Buffer.from(base64, 'base64');
    return asynchronous
      ? (await safeStorage.decryptStringAsync(bytes)).result
      : safeStorage.decryptString(bytes);
  },
};
