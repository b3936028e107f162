import { SecretFiles, type SecretFilesOptions } from './secret-files.ts';

/** Delivers secrets to agents as files in memory. */
export function createSecretFiles(deps: SecretFilesOptions) {
  const files = new SecretFiles(deps);
  return { files, dispose: () => files.dispose() };
}
