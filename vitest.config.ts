import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { workerCount } from './test/harness/engine/engine.ts';
import { LongestFirst } from './test/harness/longest-first.ts';

const isShuffled = process.argv.some((argument) => argument.startsWith('--sequence.shuffle'));

// Numbers and dates that a test expects are in English, whatever the locale of who runs it.
process.env.LC_ALL = 'C.UTF-8';

/** Unit tests stand beside the source; engine tests need a real engine, which `scripts/test.mjs` provides. */
export default defineConfig({
  plugins: [react()],
  test: {
    sequence: isShuffled ? {} : { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Property tests run thousands of cases; on a busy machine that takes longer than the usual five seconds.
          testTimeout: 30_000,
          // A process for each of 260 files would take longer than their tests. No test may leave anything behind for
          // the next; `npx vitest run --project unit --sequence.shuffle.files` finds one that does.
          isolate: false,
          // Many tests wait for a process or a timer, so that as many workers as cores would leave cores idle.
          maxWorkers: availableParallelism() + 1,
          setupFiles: ['test/harness/property-setup.ts'],
          include: [
            'electron/**/*.test.ts',
            'renderer/**/*.test.{ts,tsx}',
            'scripts/**/*.test.mjs',
            'test/disk/**/*.test.ts',
            'test/field/*.test.ts',
            'test/hostile/**/*.test.ts',
            'test/layers/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'gateway',
          // Attacks on the gateway's program and what real servers make of it. They need no engine, but the time of all
          // unit tests once more.
          isolate: false,
          include: ['test/security/gateway-*.test.ts'],
          setupFiles: ['test/harness/property-setup.ts'],
          testTimeout: 120_000,
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          // Importing the app for each of a hundred files takes as long as a tenth of their tests.
          isolate: false,
          include: [
            'test/engine/**/*.test.ts',
            'test/field/{engine,variants}/*.test.ts',
            'test/security/**/*.test.ts',
          ],
          exclude: [
            'test/security/gateway-*.test.ts', // a project of its own
            // These need an engine that is set up in another way; `npm run test:engines` starts it.
            ...(process.env.BULKHEAD_ENGINE_VARIANT === undefined ? ['test/field/variants/**'] : []),
          ],
          globalSetup: ['test/harness/engine/engine-setup.ts'],
          setupFiles: ['test/harness/engine/engine-worker.ts'],
          // Deadlines for what hangs. Several workers share few cores with whatever else runs on the machine.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 120_000 } },
          maxWorkers: workerCount(),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          // These end an engine that was started for them, and the packaged app.
          exclude:
            process.env.BULKHEAD_FAULTS === undefined ? ['test/faults/app/**', 'test/faults/engine/**'] : [],
          globalSetup: ['test/harness/engine/engine-setup.ts'],
          setupFiles: ['test/harness/engine/engine-worker.ts'],
          // A test repeats an operation once for each of its steps.
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 120_000 } },
          maxWorkers: workerCount(),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
