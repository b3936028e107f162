import { created } from './answers.ts';
import { type EngineClient, path } from './client.ts';
import { execInspect } from './container-answers.ts';
import type { Engine } from './engine.ts';
import type { CallContext } from './errors.ts';

type ExecCalls = Pick<Engine, 'createExec' | 'startExec' | 'resizeExec' | 'inspectExec'>;

const about: CallContext = { kind: 'exec' };

export function execCalls(client: EngineClient): ExecCalls {
  return {
    async createExec(containerId, body, options) {
      const { Id } = await client.json(
        created,
        {
          method: 'POST',
          path: path`/containers/${containerId}/exec`,
          body,
          about: { kind: 'container', name: containerId.slice(0, 12) },
        },
        options,
      );
      return Id;
    },

    async startExec(execId, options) {
      const connection = await client.hijack(
        {
          method: 'POST',
          path: path`/exec/${execId}/start`,
          body: { Detach: false, Tty: options.tty },
          about,
        },
        options,
      );
      if (!options.stdin) connection.end();
      return connection;
    },

    async resizeExec(execId, { columns, rows }, options) {
      await client.bytes(
        { method: 'POST', path: path`/exec/${execId}/resize`, query: { w: columns, h: rows }, about },
        options,
      );
    },

    inspectExec: (execId, options) =>
      client.json(execInspect, { method: 'GET', path: path`/exec/${execId}/json`, about }, options),
  };
}
