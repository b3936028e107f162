/**
 * The runtime of the containers that stand for agents: empty for the engine's default, or the one under which
 * `npm run test:engines` runs tests once more.
 */
export const agentRuntime = process.env.BULKHEAD_TEST_RUNTIME ?? '';

/** The same as a part of a container's `HostConfig`. */
export const runtimeConfig = agentRuntime === '' ? {} : { Runtime: agentRuntime };

/** The same as arguments of `docker run`. */
export const runtimeArguments = agentRuntime === '' ? [] : ['--runtime', agentRuntime];

/** gVisor runs the kernel of a container as threads of its cgroup, in the container's memory. */
export const runtimeNeeds =
  agentRuntime === '' ? { pids: 0, memoryBytes: 0 } : { pids: 256, memoryBytes: 512 * 2 ** 20 };
