import { addresses } from './zone.mjs';

/** A company's firewall: while it is shut, it drops what the engine's machine sends to any port but the open ones. */
export class Firewall {
  #open = undefined;

  /** @param {number[] | null} ports the open ones; null opens all */
  shut(ports) {
    this.#open = ports ?? undefined;
  }

  /** Whether packets from this address to this port are dropped. What comes from the internet itself is not. */
  drops(from, port) {
    return this.#open !== undefined && from === addresses.lan.engine && !this.#open.includes(port);
  }

  /** Wraps a listener of connections to a port: those that are dropped get no answer. */
  guard(port, accept) {
    return (socket) => {
      const from = socket.remoteAddress?.replace('::ffff:', '');
      if (!this.drops(from, port)) return accept(socket);
      return socket.on('error', () => socket.destroy()).resume();
    };
  }
}
