import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { RpcClient } from '../../../electron/client/rpc-client.ts';
import type { Port } from '../../../electron/lib/port.ts';
import type { Scope } from '../../../electron/lib/scope.ts';

/** Both ends of a real message channel. */
export function portPair(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  return [toPort(port1), toPort(port2)];
}

function toPort(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}

/** A window's client, connected to the given server; closed with the scope. */
export function openWindow(scope: Scope, serve: (port: Port) => void): RpcClient {
  const [served, own] = portPair();
  scope.add(() => served.close());
  const client = new RpcClient(own);
  serve(served);
  return client;
}
