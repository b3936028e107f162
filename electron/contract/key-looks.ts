/**
 * The usual names of variables that hold secrets: API_KEY, GITHUB_TOKEN, DB_PASSWORD… and not MAX_TOKENS or KEYBOARD.
 */
const KEY_NAME =
  /(^|_)(API_?KEY|ACCESS_KEY(_ID)?|SECRET(_KEY)?|PRIVATE_KEY|KEY|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|AUTH)$/i;
/** `PWD` alone is the working directory. */
const NOT_KEYS = /^(PWD|OLDPWD)$/i;

/** The beginnings of well-known kinds of keys, then enough characters to be one; and PEM private keys. */
const KEY_VALUE =
  /\b(sk-[\w-]{16,}|sk_(live|test)_\w{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|(AKIA|ASIA)[0-9A-Z]{16}|npm_\w{30,}|hf_\w{20,}|xai-\w{20,})|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.|\/\/[^/\s:@]+:[^/\s@$]+@/;

/** Whether a variable of this name usually holds a secret. */
export function looksLikeKeyName(name: string): boolean {
  return KEY_NAME.test(name) && !NOT_KEYS.test(name);
}

/** Whether the text holds what looks like a real key, or a password in an address. */
export function looksLikeKey(text: string): boolean {
  return KEY_VALUE.test(text);
}
