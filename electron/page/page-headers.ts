import { extname } from 'node:path';

/** The inline script of `renderer/index.html`, which a test compares. */
const EARLY_SCRIPT = "'sha256-CHCzXl7Vx9cl+IFvRI3KjWlImOw72ClsZqjgZxIHb3g='";

/**
 * Allows scripts only from the page's own origin, and the one that runs before the first frame; inline styles because Radix
 * and xterm set them; and connections to that origin alone.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src 'self' ${EARLY_SCRIPT}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** The headers of a file of the page, in the app and in a browser. */
export function pageHeaders(path: string): Record<string, string> {
  return {
    'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
  };
}
