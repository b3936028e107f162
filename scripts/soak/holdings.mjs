import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { call } from '../engine/api.mjs';
import { classesOf, growthOf } from './heap-classes.mjs';
import { appProcesses, descriptors, programOf, residentBytes } from './processes.mjs';

const AGENT_LABEL = 'dev.bulkhead.agent';

/** Counts that change with every request are taken this often. The minimum is the number of held resources. */
const COUNTS = 20;
const BETWEEN_COUNTS_MS = 500;

/** Measures the resources of the app's processes and the engine. */
export class Holdings {
  #app;
  #window;
  #host;
  #socket;
  #home;
  #gateways = new Set();
  #classes = { 'engine host': [], window: [] };

  constructor({ app, window, host, socket, home }) {
    this.#app = app;
    this.#window = window;
    this.#host = host;
    this.#socket = socket;
    this.#home = home;
  }

  /** Everything, after garbage collection. @returns {Promise<{ figures: Record<string, { kind: string, value: number }> }>} */
  async take(name) {
    const figures = {};
    const add = (what, kind, value) => {
      figures[what] = { kind, value };
    };
    const snapshot = join(this.#home, `${name}.heapsnapshot`);
    const host = await this.#host.holdings(snapshot);
    this.#classes['engine host'].push(classesOf(JSON.parse(readFileSync(snapshot, 'utf8'))));
    rmSync(snapshot);
    const page = await this.#page();
    const main = await this.#main();
    add('heap of main', 'heap', main);
    add('heap of the engine host', 'heap', host.heapUsed + host.external);
    add('heap of the window', 'heap', page.heap);
    const { processes, containers } = await this.#running();
    for (const [process, pid] of Object.entries(processes))
      add(`memory of ${process}`, 'memory', residentBytes(pid));
    const descriptorsNow = () =>
      Object.entries(processes).map(([process, pid]) => [process, descriptors(pid)]);
    for (const [process, count] of await leastOf(descriptorsNow))
      add(`descriptors of ${process}`, 'moving', count);
    // A request to the engine has a handle, too.
    const handlesNow = async () => Object.entries((await this.#host.holdings()).resources);
    for (const [kind, count] of await leastOf(handlesNow)) add(`${kind} of the engine host`, 'moving', count);
    add('event listeners of the window', 'moving', page.listeners);
    add('elements of the window', 'drawn', page.nodes);
    add('containers', 'fixed', containers.length);
    add('networks', 'fixed', (await call(this.#socket, 'GET', '/networks')).length);
    add('volumes of no agent', 'fixed', await this.#orphans(containers));
    add('execs', 'fixed', await this.#execs(containers));
    return { figures };
  }

  /** Memory in a few words. */
  async line() {
    const { processes } = await this.#running();
    return Object.entries(processes)
      .map(([name, pid]) => `${name} ${Math.round(residentBytes(pid) / 1024 / 1024)} MiB`)
      .join(', ');
  }

  /** Returns the growth of the heaps, one line per process, and the number of gateways. */
  growth() {
    return [`Gateways seen: ${this.#gateways.size}.`, ...this.#growths()];
  }

  #growths() {
    return Object.entries(this.#classes).map(
      ([process, [before, after]]) =>
        `Grew most in the heap of the ${process}: ${growthOf(before, after).join(', ') || 'nothing'}.`,
    );
  }

  async #main() {
    return await this.#app.evaluate(() => {
      const { setFlagsFromString } = process.mainModule.require('node:v8');
      const { runInNewContext } = process.mainModule.require('node:vm');
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc');
      for (let round = 0; round < 4; round += 1) collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    });
  }

  async #page() {
    const session = await this.#window.context().newCDPSession(this.#window);
    try {
      await session.send('Performance.enable');
      await session.send('HeapProfiler.enable');
      let text = '';
      session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
        text += chunk;
      });
      await session.send('HeapProfiler.collectGarbage');
      await this.#holdWatch(true);
      await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
      this.#classes.window.push(classesOf(JSON.parse(text)));
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const metric = (name) => metrics.find((each) => each.name === name)?.value ?? 0;
      return {
        heap: metric('JSHeapUsedSize'),
        listeners: metric('JSEventListeners'),
        nodes: metric('Nodes'),
      };
    } finally {
      await this.#holdWatch(false);
      await session.detach();
    }
  }

  /**
   * On a busy machine a heap snapshot holds the page for longer than the app lets a page stand still. Pages that are
   * being debugged are not watched.
   */
  async #holdWatch(isHeld) {
    await this.#app.evaluate(({ BrowserWindow }, held) => {
      for (const { webContents } of BrowserWindow.getAllWindows()) {
        if (held) webContents.isDevToolsOpened = () => true;
        else delete webContents.isDevToolsOpened;
      }
    }, isHeld);
  }

  async #running() {
    for (;;) {
      const containers = await call(this.#socket, 'GET', '/containers/json?all=1');
      const gateway = containers.find(({ Labels }) => Labels['dev.bulkhead.role'] === 'gateway');
      const program = gateway && programOf(gateway.Id);
      // On a busy machine an Off that is not answered in time ends the gateway, which then starts again.
      if (program) {
        this.#gateways.add(gateway.Id);
        return { containers, processes: { ...(await appProcesses(this.#app)), gateway: program } };
      }
      await wait(BETWEEN_COUNTS_MS);
    }
  }

  /** An agent has a record more once its rules were changed: what counts is that volumes go with their agent. */
  async #orphans(containers) {
    const agents = new Set(containers.map(({ Labels }) => Labels[AGENT_LABEL]));
    const { Volumes } = await call(this.#socket, 'GET', '/volumes');
    return (Volumes ?? []).filter(({ Labels }) => !agents.has(Labels?.[AGENT_LABEL])).length;
  }

  async #execs(containers) {
    let execs = 0;
    for (const { Id } of containers) {
      execs += ((await call(this.#socket, 'GET', `/containers/${Id}/json`)).ExecIDs ?? []).length;
    }
    return execs;
  }
}

/**
 * The least of several counts by name; what is missing in one of them is held by nothing.
 * @param {() => Iterable<[string, number]> | Promise<Iterable<[string, number]>>} count
 */
async function leastOf(count) {
  const rounds = [];
  for (let round = 0; round < COUNTS; round += 1) {
    rounds.push(new Map(await count()));
    await wait(BETWEEN_COUNTS_MS);
  }
  const [first] = rounds;
  return [...first.keys()].map((name) => [name, Math.min(...rounds.map((round) => round.get(name) ?? 0))]);
}
