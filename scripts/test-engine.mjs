import { parseArgs } from 'node:util';
import { engineNames, engineStatus, startEngine, stopEngine } from './engine/control.mjs';
import { engineName } from './engine/place.mjs';
import { variants } from './engine/variants.mjs';
import { runMain, Stop } from './setup/report.mjs';

const usage = `node scripts/test-engine.mjs start|stop|status [--name NAME] [--outside] [--engine-version V] [--variant V]
                                                   [--json]

  start    starts a private Docker engine (root, Debian) and prints DOCKER_HOST
  stop     stops it; nothing of it stays but its cached images
  status   what runs

  --name NAME   several can run at once (default: BULKHEAD_TEST_ENGINE, else "dev")
  --outside     lets containers reach the real network (image builds need a package registry)
  --engine-version 26.1|28.5   a newer engine than the installed one (BULKHEAD_TEST_ENGINE_VERSION does the same)
  --variant V   set up as people do: ${Object.keys(variants).join(', ')}
  --json        prints everything about the engine as one JSON object`;

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      outside: { type: 'boolean', default: false },
      'engine-version': { type: 'string' },
      variant: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const name = engineName(values.name);
  switch (positionals[0]) {
    case 'start':
      print(
        await startEngine(name, {
          outside: values.outside,
          version: values['engine-version'],
          variant: values.variant,
        }),
        values.json,
      );
      return 0;
    case 'stop':
      await stopEngine(name);
      return 0;
    case 'status': {
      const names = values.name ? [name] : engineNames();
      for (const each of names) print(engineStatus(each), values.json, `${each}: `);
      return 0;
    }
    default:
      throw new Stop(usage);
  }
});

function print(status, asJson, prefix = '') {
  if (asJson) console.log(JSON.stringify(status));
  else console.log(status.running ? `${prefix}DOCKER_HOST=${status.dockerHost}` : `${prefix}not running`);
}
