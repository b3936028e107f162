// Loaded into the process that is measured, whose BULKHEAD_BENCH_PROBE is the path of the probe's socket.
require('../../scripts/soak/engine-host-probe.cjs')(process.env.BULKHEAD_BENCH_PROBE);
