/** Every object made for an agent has this label with the agent's id; objects without it are never touched. */
export const AGENT_LABEL = 'dev.bulkhead.agent';
/** The agent's spec as JSON, on its container. Never holds a secret or an environment value. */
export const SPEC_LABEL = 'dev.bulkhead.spec';
/**
 * An object's purpose: `agent`, `workspace`, `baseline`, `home`, `network`, `snapshot`, `snapshot-volume`, `run`,
 * `base`, `type`, `probe`, `toolbox`, `canary`, `gateway`, `group`, or the role of a record of an agent (see
 * records/volume-label-store.ts).
 */
export const ROLE_LABEL = 'dev.bulkhead.role';
/** On the network of a group: the group's name. */
export const GROUP_LABEL = 'dev.bulkhead.group';
/** On a helper container: the run of the app that made it, as `runMarkText` writes it. */
export const RUN_LABEL = 'dev.bulkhead.run';
/** The app's version that made the object. */
export const VERSION_LABEL = 'dev.bulkhead.version';
/**
 * On a container that replaced another one. It may be stopped without ever having run; a container without this label
 * that never ran is left over from an interrupted creation.
 */
export const REPLACEMENT_LABEL = 'dev.bulkhead.replacement';

/** A snapshot's description as JSON (contract/snapshots.ts), on its image; on its volumes the snapshot's id. */
export const SNAPSHOT_LABEL = 'dev.bulkhead.snapshot';
/** The part of a snapshot that a volume holds: `workspace` or `home`. */
export const PART_LABEL = 'dev.bulkhead.part';

/** The gateway's authority that the container was made to trust (see images/trust.ts). */
export const AUTHORITY_LABEL = 'dev.bulkhead.authority';

/** Prefix of an agent's container name, so that it never collides with the person's own containers. */
export const CONTAINER_NAME_PREFIX = 'bulkhead-';
