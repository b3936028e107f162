/** Every object made for an agent carries this label with the agent's id; nothing without it is ever touched. */
export const AGENT_LABEL = 'dev.bulkhead.agent';
/** The agent's spec as JSON, on its container. Never holds a secret or an environment value. */
export const SPEC_LABEL = 'dev.bulkhead.spec';
/**
 * What an object is for: `agent`, `workspace`, `baseline`, `home`, `network`, `snapshot`, `snapshot-volume`, `run`, `base`, `type`,
 * `probe`, `toolbox`, `canary`, `gateway`, or one of the records of an agent (see agent-records.ts).
 */
export const ROLE_LABEL = 'dev.bulkhead.role';
/** The app's version that made the object. */
export const VERSION_LABEL = 'dev.bulkhead.version';
/**
 * On a container that took another one's place. It may wait stopped without ever having run; one without this label
 * that never ran was left by a creation that was cut off.
 */
export const REPLACEMENT_LABEL = 'dev.bulkhead.replacement';

/** What a snapshot is, as JSON (contract/snapshots.ts), on its image; on its volumes the snapshot's id. */
export const SNAPSHOT_LABEL = 'dev.bulkhead.snapshot';
/** Which part of a snapshot a volume holds: `workspace` or `home`. */
export const PART_LABEL = 'dev.bulkhead.part';

/** Which authority of the gateway the container was made to trust (see images/trust.ts). */
export const AUTHORITY_LABEL = 'dev.bulkhead.authority';

/** Container names are the agent's name behind this prefix, so that they never collide with the person's own. */
export const CONTAINER_NAME_PREFIX = 'bulkhead-';
