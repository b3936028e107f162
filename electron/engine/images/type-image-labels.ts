/** The agent type that an image was built for. */
export const TYPE_LABEL = 'dev.bulkhead.agent-type';
/** The image that it was built on, as it was asked for. */
export const BASE_LABEL = 'dev.bulkhead.base';
/** The digest that the base had in its registry then; absent when the engine did not know one. */
export const BASE_DIGEST_LABEL = 'dev.bulkhead.base-digest';
