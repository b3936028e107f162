/* global document, MessageChannel, MessagePort, performance, window */

/**
 * Runs in the page before its own code: takes the port to the engine host, over which `callHost` calls as the page
 * does.
 */
export function takePort() {
  const post = MessagePort.prototype.postMessage;
  const open = new Map();
  // The page's own client uses the ids from 1 upwards.
  let nextId = -1;
  let port;
  MessagePort.prototype.postMessage = function postMessage(message, ...rest) {
    if (this !== port && ['call', 'open'].includes(message?.t)) {
      port = this;
      port.addEventListener('message', ({ data }) => {
        const call = open.get(data.id);
        if (!call) return;
        open.delete(data.id);
        if (data.t === 'ok') call.resolve(data.output);
        else call.reject(new Error(JSON.stringify(data.error)));
      });
    }
    return post.call(this, message, ...rest);
  };
  window.callHost = (name, input) =>
    new Promise((resolve, reject) => {
      if (!port) return reject(new Error('the page has no engine host yet'));
      const id = nextId--;
      open.set(id, { resolve, reject });
      post.call(port, { t: 'call', id, name, input });
    });
}

/**
 * Runs in the page, and in a bare process: measures, every so many milliseconds, how long an event waits. An answer is
 * when the event was due and how long it waited, in milliseconds by `performance.now`.
 */
export function watchAnswers(everyMs) {
  const answers = [];
  const { port1, port2 } = new MessageChannel();
  let dueAt = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    answers.push({ at: dueAt, ms: now - dueAt });
    dueAt = now + everyMs;
    setTimeout(() => port2.postMessage(undefined), everyMs);
  };
  port2.postMessage(undefined);
  globalThis.takeAnswers = () => answers.splice(0);
}

/** Runs in the page: clicks that agent's row; resolves to the milliseconds until the page shows the agent. */
export function clickAgent(name) {
  const row = [...document.querySelectorAll('[data-agent-row]')].find((each) => each.ariaLabel === name);
  if (!row) return undefined;
  const shown = () => document.querySelector('h1')?.textContent === name;
  if (shown()) return undefined;
  return new Promise((resolve) => {
    const startedAt = window.performance.now();
    const observer = new window.MutationObserver(() => {
      if (!shown()) return;
      observer.disconnect();
      resolve(window.performance.now() - startedAt);
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    row.click();
  });
}
