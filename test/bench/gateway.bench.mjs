// `node test/bench/gateway.bench.mjs`: builds the benchmark's TypeScript and runs it.
import { loadBench } from './load-bench.mjs';

const { runGatewayBench } = await loadBench('gateway-bench');
await runGatewayBench();
process.exit(0);
