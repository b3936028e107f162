import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { pageHeaders } from '../page/page-headers.ts';
import { pageFile } from './page-file.ts';

export const PAGE_ORIGIN = 'app://bulkhead';

/** Must run before the app is ready: a standard, secure scheme gives the page an origin of its own. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the page's files from `root` and nothing outside it. */
export function servePage(session: Session, root: string): void {
  session.protocol.handle('app', async (request) => {
    const path = pageFile(root, request.url);
    if (path === undefined) return new Response('', { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(path)), {
        headers: pageHeaders(path),
      });
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return new Response('', { status: missing ? 404 : 500 });
    }
  });
}
