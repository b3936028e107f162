import { setTimeout as wait } from 'node:timers/promises';
import { warn } from '../setup/report.mjs';
import { clickAgent } from './page-scripts.mjs';

/** Prints a line a second, reaches an allowed server every fifth and a blocked one every twentieth. */
const CHATTY = `i=0; while :; do i=$((i+1)); echo "line $i: what an agent says while it works";
  [ $((i % 5)) = 0 ] && wget -q -T 5 -O /dev/null http://allowed.test/$i 2>/dev/null;
  [ $((i % 20)) = 0 ] && wget -q -T 5 -O /dev/null http://blocked-$((i % 7)).example.test/ 2>/dev/null;
  sleep 1; done`;

/** Longer than the app keeps hidden resources: a log stays attached for two minutes. */
const REST_MS = 135_000;

/** The actions of a person, in one window. */
export class Work {
  #page;
  #made = 0;
  /** @type {{ id: string, name: string }[]} */
  agents = [];
  clicks = [];
  failures = [];
  counts = { cycles: 0, consoles: 0, agents: 0, rules: 0, switches: 0, tabs: 0 };

  constructor(page) {
    this.#page = page;
  }

  call(name, input = {}) {
    return this.#page.evaluate(([method, argument]) => window.callHost(method, argument), [name, input]);
  }

  /** Resolves once the page reaches the engine. */
  async connected() {
    for (;;) {
      const state = await this.call('engine.state').catch(() => undefined);
      if (state?.status === 'connected') return;
      await wait(200);
    }
  }

  /** The state in which holdings are compared: the same number of agents, the first one's overview, no console open. */
  async rest() {
    await this.#page.evaluate(clickAgent, this.agents[0].name);
    await this.#show('Overview');
    await wait(REST_MS);
  }

  /** Resets the counts. */
  restart() {
    this.clicks = [];
    this.counts = { cycles: this.counts.cycles, consoles: 0, agents: 0, rules: 0, switches: 0, tabs: 0 };
  }

  /** Returns a description of the completed work. */
  done() {
    const { agents, consoles, rules, switches, tabs } = this.counts;
    return `${consoles} consoles opened and closed, ${agents} agents gone and come, ${rules} rules changed, ${switches} switches of egress, ${tabs} tabs shown`;
  }

  async createAgents(count) {
    while (this.agents.length < count) {
      await Promise.all(
        Array.from({ length: Math.min(3, count - this.agents.length) }, () => this.createAgent()),
      );
    }
  }

  async createAgent() {
    const name = `chatty-${String(++this.#made).padStart(3, '0')}`;
    const spec = {
      version: 1,
      name,
      type: 'custom',
      image: 'busybox:stable',
      command: ['sh', '-c', CHATTY],
      resources: { memoryBytes: 32 * 1024 * 1024, cpus: 0.5, pids: 32 },
      isolation: {},
      egress: { mode: 'allowlist', allowedDomains: ['allowed.test'] },
    };
    const { operationId } = await this.call('agent.create', { spec });
    await this.#ended(operationId);
    const { agents } = await this.call('agent.list');
    this.agents.push({ id: agents.find((each) => each.name === name).id, name });
    this.counts.agents += 1;
  }

  async removeAgent({ id }) {
    this.agents = this.agents.filter((each) => each.id !== id);
    const { operationId } = await this.call('agent.remove', { agentId: id, deleteWorkspace: true });
    await this.#ended(operationId);
  }

  async #ended(operationId) {
    for (;;) {
      const operation = (await this.call('operation.list')).find(({ id }) => id === operationId);
      if (!operation || operation.status === 'done') break;
      if (['failed', 'cancelled'].includes(operation.status))
        throw new Error(JSON.stringify(operation.error));
      await wait(200);
    }
    await this.call('operation.dismiss', { operationId });
  }

  /** Runs a cycle. A failed cycle is reported and counted, and the work goes on. */
  async tryCycle() {
    try {
      await this.cycle();
    } catch (error) {
      this.failures.push(error);
      warn(`a cycle failed: ${error.message}`);
      await this.#page.screenshot({ path: `test-results/soak-failure-${this.failures.length}.png` });
    }
  }

  /** One agent looked at from all sides, its rules changed, its egress switched; another goes and a new one comes. */
  async cycle() {
    const agent = this.agents[this.counts.cycles % this.agents.length];
    this.counts.cycles += 1;
    const answer = await this.#page.evaluate(clickAgent, agent.name);
    if (answer !== undefined) this.clicks.push(answer);
    await this.visitConsoles(3);
    for (const tab of ['Overview', 'Logs', 'Network', 'Isolation', 'Details']) await this.#show(tab);
    await this.changeRules(agent);
    if (this.counts.cycles % 3 === 0) {
      await this.removeAgent(this.agents[(this.counts.cycles + 1) % this.agents.length]);
      await this.createAgent();
    }
  }

  async #show(name) {
    await this.#page.getByRole('tab', { name, exact: true }).click();
    await this.#page.getByRole('tabpanel', { name, exact: true }).waitFor();
    this.counts.tabs += 1;
  }

  /** Opens so many consoles in the agent that is shown, has something printed in each, and closes all. */
  async visitConsoles(count) {
    await this.#show('Console');
    const tabs = this.#page.getByRole('tablist', { name: 'Consoles' }).getByRole('tab');
    const input = this.#page.getByRole('textbox', { name: 'Terminal input' });
    const emptyState = this.#page.getByRole('button', { name: 'Open a console' });
    await tabs.first().or(emptyState).waitFor();
    if (await emptyState.isVisible()) await emptyState.click();
    await tabs.first().waitFor();
    for (let open = await tabs.count(); open < count; open += 1) {
      await this.#page.getByRole('button', { name: 'New console' }).click();
      await tabs.nth(open).waitFor();
    }
    for (let at = 0; at < count; at += 1) {
      await tabs.nth(at).click();
      await input.focus();
      await this.#page.keyboard.type(`seq 1 500; echo sum $((${at} + 42))`);
      await this.#page.keyboard.press('Enter');
      await this.#page
        .locator('.xterm-rows')
        .filter({ hasText: `sum ${at + 42}` })
        .waitFor();
      this.counts.consoles += 1;
    }
    for (let remaining = await tabs.count(); remaining > 0; remaining -= 1) {
      await this.#page.getByRole('button', { name: 'Close console' }).click();
      await tabs.nth(remaining - 1).waitFor({ state: 'detached' });
    }
  }

  async changeRules({ id: agentId }) {
    const host = `rule-${this.counts.cycles}.example.test`;
    const change = (...intents) => this.call('egress.change', { agentId, intents });
    await change({ type: 'add-rules', rules: [{ effect: 'allow', host, expiresAt: Date.now() + 5_000 }] });
    const { undo } = await change({ type: 'add-rules', rules: [{ effect: 'deny', host: `deny-${host}` }] });
    await change({ type: 'change-domains', add: [host], remove: [] });
    await change({ type: 'change-domains', add: [], remove: [host] });
    if (undo.length > 0) await change(...undo);
    this.counts.rules += 5;
    await change({ type: 'set-mode', mode: 'off' });
    await change({ type: 'set-mode', mode: 'allowlist' });
    this.counts.switches += 2;
  }
}
