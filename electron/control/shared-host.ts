import type { RpcClient } from '../client/rpc-client.ts';
import type { Consent } from '../engine/consent/consent.ts';
import type { EngineHost, OwnEngineHost } from '../engine/host.ts';
import { Doors } from '../engine/verification/doors.ts';
import { type Clock, delay } from '../lib/clock.ts';
import { Emitter } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { Scope } from '../lib/scope.ts';
import { claimControl } from './claim.ts';
import { connectControl } from './connect.ts';
import { controlPlaceOf } from './control-place.ts';
import { ControlServer } from './control-server.ts';
import type { Route } from './http/route.ts';
import { allRoutes } from './http/routes.ts';
import { RemoteHost } from './remote-host.ts';
import { windowPort } from './window-port.ts';

/** An ending owner refuses requests until its process has finished, so this process tries again. */
const RETRY_MS = 100;

export interface SharedHostOptions {
  dataPath: string;
  /**
   * Creates the host of this process when it owns the data folder. `isFirst` is false after another host has answered;
   * `doors` are where programs reach it.
   */
  createHost(isFirst: boolean, doors: Doors): OwnEngineHost;
  /** Asks the person here when another process owns the folder; absent: it asks nobody here. */
  consent?: Consent;
  /** Routes of the control server; absent: all routes with their defaults. */
  routes?: readonly Route[];
  clock: Clock;
  logger: Logger;
}

/**
 * The only engine host of a data folder in all processes: this process's own, with a control server, or that of the
 * process that owns the folder. When that process ends, this one takes over or joins the next owner.
 */
export class SharedHost implements EngineHost {
  /** Fires when another host has replaced this one, so that windows connect again. */
  readonly replaced = new Emitter<void>();
  /** Fires with this process's connection to the owner of the folder, and with undefined when this process owns it. */
  readonly owned = new Emitter<RpcClient | undefined>();
  readonly #options: SharedHostOptions;
  readonly #scope = new Scope();
  readonly #running = new Emitter<number>();
  readonly #waiting: Port[] = [];
  #isFirst = true;
  #current: EngineHost | undefined;
  #server: ControlServer | undefined;
  readonly #first: Promise<void>;

  constructor(options: SharedHostOptions) {
    this.#options = options;
    this.#first = new Promise((resolve) => {
      void this.#keep(resolve);
    });
  }

  /** Resolves once a host answers. */
  ready(): Promise<void> {
    return this.#first;
  }

  /** The control server of this process; undefined while another process owns the folder. */
  get server(): ControlServer | undefined {
    return this.#server;
  }

  /** Serves one more window. */
  connect(port: Port): void {
    this.connectProgram(windowPort(port));
  }

  /** Serves the person's own program in this process, which may do more than a window. */
  connectProgram(port: Port): void {
    if (this.#current) this.#current.connect(port);
    else this.#waiting.push(port);
  }

  /** Lets a window have a path written once that the person chose; `saveTokens` of the own host knows it already. */
  async offerPlace(token: string, path: string): Promise<void> {
    if (this.#current instanceof RemoteHost)
      await this.#current.client.call('save-places.offer', { token, path });
  }

  async stopAgents(): Promise<void> {
    await this.#first;
    await this.#current?.stopAgents();
  }

  onRunning(listener: (agents: number) => void): () => void {
    return this.#running.on(listener);
  }

  async dispose(): Promise<void> {
    for (const port of this.#waiting.splice(0)) port.close();
    await this.#scope.dispose();
  }

  /** Joins the folder's owner, and after it the next one, until this process owns the folder. */
  async #keep(onFirst: () => void): Promise<void> {
    const { signal } = this.#scope;
    while (!signal.aborted) {
      const remote = await this.#ownOrJoin().catch((error: unknown) => {
        if (!signal.aborted) this.#runAlone(error);
        return undefined;
      });
      if (this.#isFirst) onFirst();
      else this.replaced.emit();
      this.#isFirst = false;
      if (!remote) return;
      await remote.closed;
      this.#current = undefined;
    }
  }

  /** Resolves to the host of another process, or to undefined when this process is the owner. */
  async #ownOrJoin(): Promise<RemoteHost | undefined> {
    const { dataPath, clock, consent, logger } = this.#options;
    const { signal } = this.#scope;
    for (;;) {
      signal.throwIfAborted();
      const place = controlPlaceOf(dataPath);
      const doors = new Doors(place.folder);
      const server = new ControlServer({ routes: this.#options.routes ?? allRoutes({}), logger, doors });
      const claim = await claimControl(server.http, place);
      if (claim) {
        this.#scope.add(() => claim.release());
        signal.throwIfAborted();
        this.#own(doors, (host) => server.open(host));
        this.#server = server;
        // This runs first, so that clients get the notice while the socket still shows that this process is the owner.
        this.#scope.add(() => server.close());
        return undefined;
      }
      const port = await connectControl(dataPath, signal);
      if (port) {
        const remote = new RemoteHost({ dataPath, port, consent, logger });
        const forget = this.#scope.add(() => remote.dispose());
        void remote.closed.then(forget);
        this.#use(remote);
        return remote;
      }
      await delay(clock, RETRY_MS, signal);
    }
  }

  /** Runs the host without a control server if none can listen. Other processes then cannot join. */
  #runAlone(error: unknown): void {
    this.#options.logger.warn('nothing else can join this host', { error });
    this.#own(new Doors(undefined), () => undefined);
  }

  #own(doors: Doors, open: (host: OwnEngineHost) => void): void {
    const host = this.#options.createHost(this.#isFirst, doors);
    this.#scope.add(() => host.dispose());
    open(host);
    this.#use(host);
  }

  #use(host: EngineHost): void {
    this.#current = host;
    this.owned.emit(host instanceof RemoteHost ? host.client : undefined);
    host.onRunning((agents) => this.#running.emit(agents));
    for (const port of this.#waiting.splice(0)) host.connect(port);
  }
}
