// `node test/bench/reach.bench.mjs`: how fast a switch cuts an agent off, and how fast its published ports are. Starts
// an engine of its own.
import { execFileSync } from 'node:child_process';
import { pullBaseImages } from '../../scripts/engine/api.mjs';
import { startEngine, stopEngine } from '../../scripts/engine/control.mjs';
import { loadBench } from './load-bench.mjs';

execFileSync(process.execPath, ['scripts/build.mjs', 'gateway'], { stdio: 'inherit' });
const { runReachBench } = await loadBench('reach-bench');
const name = 'bench-reach';
const { dockerHost, socket } = await startEngine(name);
await pullBaseImages(socket);
try {
  await runReachBench(dockerHost);
} finally {
  await stopEngine(name);
}
process.exit(0);
