// `node test/bench/stats.bench.mjs`: what watching agents costs, against `docker stats`. Starts an engine of its own.
import { startEngine, stopEngine } from '../../scripts/engine/control.mjs';
import { loadBench } from './load-bench.mjs';

const { runStatsBench } = await loadBench('stats-bench');
const name = 'bench-stats';
const { dockerHost } = await startEngine(name);
try {
  await runStatsBench(dockerHost);
} finally {
  await stopEngine(name);
}
process.exit(0);
