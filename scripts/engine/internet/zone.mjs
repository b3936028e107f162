/**
 * Addresses of the test world. The internet's ones lie in a public block, so that an address classifier
 * treats them like any other public host; none of them ever leaves the two namespaces.
 */
export const addresses = {
  lan: { engine: '192.168.77.2', router: '192.168.77.1' },
  block: '45.10.0.0/16',
  resolver: '45.10.0.53',
  /** Well-known resolvers that programs ask without being told to: here they answer too, and are recorded. */
  publicResolvers: ['1.1.1.1', '8.8.8.8'],
  /** Answers HTTP, HTTPS and WebSocket, and echoes TCP. Every other public address does as well. */
  server: '45.10.0.10',
  /** The same server, for names that must be told apart by address. */
  otherServer: '45.10.0.11',
  registry: '127.0.0.1:5000',
};

/** First of the addresses that stand for names of the real network, one each (`--outside`). */
const outsideBase = { prefix: '45.10.64.', size: 250 };

/** @typedef {{ type: 'A' | 'AAAA', addresses: string[] }} Answer */

const fixedNames = new Map([
  ['allowed.test', [addresses.server]],
  ['blocked.test', [addresses.server]],
  ['example.test', [addresses.server]],
  ['other.test', [addresses.otherServer]],
  // Names that lead inwards: what a rebinding attack or a careless resolver answers with.
  ['loopback.test', ['127.0.0.1']],
  ['private.test', ['10.1.2.3']],
  ['lan.test', [addresses.lan.router]],
  ['metadata.test', ['169.254.169.254']],
  ['mixed.test', [addresses.server, '10.1.2.3']],
  ['loopback6.test', ['::1']],
  ['private6.test', ['fd00::1']],
  ['mapped6.test', ['::ffff:10.1.2.3']],
]);

/** The names of the test world. Tests add their own; nothing else exists unless the outside is open. */
export class Zone {
  #names = new Map();
  #outside = new Map();
  #isOutside;
  #outsideNames = new Set();
  #rebound = 0;

  constructor({ isOutside = false } = {}) {
    this.#isOutside = isOutside;
  }

  /** @param {Record<string, string[]>} names replaces what was added before */
  setNames(names) {
    this.#names = new Map(Object.entries(names).map(([name, list]) => [name.toLowerCase(), list]));
  }

  /** @param {string[]} names real names that can be reached although the outside is closed; replaces the former */
  setOutsideNames(names) {
    this.#outsideNames = new Set(names.map((name) => name.toLowerCase()));
  }

  /** Every address of a name, or undefined when there is no such name. */
  lookup(name) {
    const host = name.toLowerCase().replace(/\.$/, '');
    const configured = this.#names.get(host) ?? fixedNames.get(host);
    if (configured) return configured;
    if (host === 'rebind.test') return [this.#rebound++ % 2 === 0 ? addresses.server : '10.1.2.3'];
    if (host.endsWith('.example.test')) return [addresses.server];
    if (this.#outsideNames.has(host)) return [this.#outsideAddress(host)];
    if (this.#isOutside && !host.endsWith('.test') && host.includes('.')) return [this.#outsideAddress(host)];
    return undefined;
  }

  /** The real name that an address stands for, if any. */
  outsideName(address) {
    return [...this.#outside].find(([, mapped]) => mapped === address)?.[0];
  }

  #outsideAddress(name) {
    const outside = this.#outside.get(name);
    if (outside) return outside;
    if (this.#outside.size >= outsideBase.size) this.#outside.clear();
    const address = `${outsideBase.prefix}${this.#outside.size + 1}`;
    this.#outside.set(name, address);
    return address;
  }
}
