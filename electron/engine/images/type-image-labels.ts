/** The agent type that an image was built for. */
export const TYPE_LABEL = 'dev.bulkhead.agent-type';
/** The reference of the image that it was built on, as requested. */
export const BASE_LABEL = 'dev.bulkhead.base';
/** The digest of the base in its registry at the build; absent when the engine did not know one. */
export const BASE_DIGEST_LABEL = 'dev.bulkhead.base-digest';
