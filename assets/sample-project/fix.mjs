/**
 * Works as an AI agent would, by a script: runs the test, asks the internet, corrects the source, runs the test again.
 * Needs nothing but Node.js.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const SOURCE = 'src/slug.js';
const PAGE = 'http://example.com/';
/** Time for a person to answer; none where nobody can. */
const TRIES = process.argv.includes('--no-wait') ? 1 : 20;
const BETWEEN_TRIES_MS = 3_000;
const ANSWER_MS = 10_000;

const say = (text) => process.stdout.write(`${text}\n`);
const title = (text) => say(`\n\u001b[1m${text}\u001b[0m`);
const testPasses = () => spawnSync(process.execPath, ['--test'], { stdio: 'inherit' }).status === 0;

/** Resolves to the status of the page's answer; undefined without one. */
function ask() {
  const proxy = process.env.HTTP_PROXY ? new URL(process.env.HTTP_PROXY) : undefined;
  const target = proxy ? { host: proxy.hostname, port: proxy.port || 80, path: PAGE } : new URL(PAGE);
  // Node.js 24 would send the request to the proxy by itself, and older versions would not.
  const options = { agent: new Agent(), headers: { Host: new URL(PAGE).host } };
  return new Promise((resolve) => {
    const asked = proxy ? request({ ...target, ...options }) : request(target, options);
    asked.setTimeout(ANSWER_MS, () => asked.destroy());
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

async function reach() {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const status = await ask();
    if (status === 200) return true;
    if (attempt === TRIES) return false;
    if (attempt === 1)
      say(
        `Blocked (${status ?? 'no answer'}). Allow it in Bulkhead; I ask again for a minute and then go on.`,
      );
    await wait(BETWEEN_TRIES_MS);
  }
  return false;
}

title('1. Run the test');
if (testPasses()) {
  say('It passes already, so there is nothing to do.');
  process.exit(0);
}

title(`2. Ask ${PAGE}`);
say((await reach()) ? 'Reached.' : 'Not reached. I go on without it.');

title(`3. Correct ${SOURCE}`);
const source = readFileSync(SOURCE, 'utf8');
writeFileSync(SOURCE, source.replace("replace(' ', '-')", "replaceAll(' ', '-')"));
say('It replaced only the first space. Now it replaces them all.');

title('4. Run the test again');
if (!testPasses()) process.exit(1);
say('\nDone. Look at what changed in the Changes tab, and apply it to the project folder.');
