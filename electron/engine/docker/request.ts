import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { type Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';

type Callback = (error: unknown, answer?: unknown) => void;

/** The object that docker-modem passes from `dial` to `buildRequest` and `buildPayload`. */
interface DialContext {
  hijack?: boolean;
  isStream?: boolean;
  openStdin?: boolean;
  statusCodes: Record<string, unknown>;
}

interface ModemInternals {
  buildRequest(
    options: RequestOptions,
    context: DialContext,
    body: string | Buffer | Readable | undefined,
    done: Callback,
  ): void;
  buildPayload(
    error: unknown,
    isStream: boolean | undefined,
    statusCodes: Record<string, unknown>,
    openStdin: boolean | undefined,
    request: ClientRequest | object,
    response: IncomingMessage | object,
    json: unknown,
    done: Callback,
  ): void;
}

/**
 * Replaces the modem's own request. The modem formats every option with `util.inspect(…, { showHidden, depth: null })`
 * even when debugging is off (docker-modem 5.0): this slows every call, and inside an Electron utility process the walk
 * through hidden properties ends the process.
 */
export function sendWithoutInspecting(modem: Docker['modem'], secure: boolean): void {
  const internals = modem as unknown as ModemInternals;
  const { request: send } = secure ? https : http;
  internals.buildRequest = (options, context, body, callback) => {
    let settled = false;
    const done: Callback = (error, answer) => {
      if (settled) return;
      settled = true;
      callback(error, answer);
    };
    const { isStream, openStdin, statusCodes } = context;
    const request = send(options);
    request.on('error', (error) => done(error));
    request.on('upgrade', (_response, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      done(null, socket);
    });
    request.on('response', (response) => {
      internals.buildPayload(null, isStream, statusCodes, openStdin, request, response, null, done);
    });
    if (body instanceof Readable) {
      // An engine that refuses the body answers before its end; the answer tells why, and not the broken connection.
      body.on('error', (error) => request.destroy(error));
      body.pipe(request);
      return;
    }
    if (body !== undefined) request.write(body);
    if (!openStdin) request.end();
    else request.flushHeaders();
  };
}
