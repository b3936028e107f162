import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import { number, text } from './answer-parts.ts';
import { type EngineClient, path } from './client.ts';
import { about, BULK_TIMEOUT_MS } from './containers.ts';
import type { Engine } from './engine.ts';
import { toFailure } from './errors.ts';
import { readAnswer } from './read-answer.ts';

type ArchiveCalls = Pick<Engine, 'putArchive' | 'getArchive' | 'statPath' | 'readArchive' | 'writeArchive'>;

/** The header in which the engine describes a path, as JSON in base 64. */
const STAT_HEADER = 'x-docker-container-path-stat';
const pathStat = z.object({ name: text, size: number, mode: number, linkTarget: text });

/** Go's bits of a file mode (`io/fs.FileMode`). */
const MODE_DIRECTORY = 2 ** 31;
const MODE_SYMLINK = 2 ** 27;
const MODE_OTHER = 2 ** 26 + 2 ** 25 + 2 ** 24 + 2 ** 21 + 2 ** 19;

export function archiveCalls(client: EngineClient): ArchiveCalls {
  const at = (id: string) => path`/containers/${id}/archive`;
  return {
    async putArchive(id, folder, upload, options) {
      await client.bytes(
        { method: 'PUT', path: at(id), query: { path: folder }, upload, about: about(id) },
        { timeoutMs: BULK_TIMEOUT_MS, ...options },
      );
    },

    getArchive: (id, file, options) =>
      client.bytes(
        { method: 'GET', path: at(id), query: { path: file }, about: { kind: 'container', name: file } },
        { timeoutMs: BULK_TIMEOUT_MS, ...options },
      ),

    async statPath(id, file, options) {
      const request = {
        method: 'HEAD',
        path: at(id),
        query: { path: file },
        about: { kind: 'container', name: file },
      } as const;
      try {
        const answer = (await client.stream(request, options)) as IncomingMessage;
        answer.resume();
        const json = Buffer.from(String(answer.headers[STAT_HEADER]), 'base64').toString('utf8');
        const { name, size, mode, linkTarget } = readAnswer(pathStat, JSON.parse(json));
        return { name, sizeBytes: size, kind: kindOf(mode), target: linkTarget };
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw toFailure(error, request.about);
      }
    },

    readArchive: (id, file, signal) =>
      client.stream(
        { method: 'GET', path: at(id), query: { path: file }, about: { kind: 'container', name: file } },
        { signal },
      ),

    async writeArchive(id, folder, upload, signal) {
      await client.bytes(
        { method: 'PUT', path: at(id), query: { path: folder }, upload, about: about(id) },
        { timeoutMs: BULK_TIMEOUT_MS, signal },
      );
    },
  };
}

function kindOf(mode: number): 'file' | 'directory' | 'symlink' | 'other' {
  const has = (bits: number) => Math.floor(mode / bits) % 2 === 1;
  if (has(MODE_DIRECTORY)) return 'directory';
  if (has(MODE_SYMLINK)) return 'symlink';
  return (mode & MODE_OTHER) === 0 ? 'file' : 'other';
}

/** The answer to HEAD has no body, so that the engine's words are missing. */
function isAbsent(error: unknown): boolean {
  return error instanceof AppFailure && ['container-gone', 'not-found'].includes(error.error.type);
}
