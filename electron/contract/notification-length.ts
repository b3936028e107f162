/** The longest text below the title of a desktop notification, in characters. */
export const NOTIFICATION_BODY_LENGTH = 500;
