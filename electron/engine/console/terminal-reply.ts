/**
 * Cursor position, device attributes, status, sizes and modes (CSI … R, c, n, t, $y), focus reports (CSI I, O), and
 * answers in strings (OSC, DCS), as xterm sends them by itself (xterm control sequences, "Device-Control functions").
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters.
const REPLY = /^(?:\u001b(?:\[[?>]?[\d;]*(?:[Rcnt]|\$y)|\[[IO]|[\]P][^\u0007\u001b]*(?:\u0007|\u001b\\)))+$/;
/** More than a window sends at once. */
const LONGEST_BYTES = 16_384;

/** Bounds the memory for answers to a program that queries its terminal and never reads. */
const MAXIMUM_UNREAD_BYTES = 64 * 1024;

/** Whether console input is the terminal's answer to a program's query, and not typed. */
export function isTerminalReply(bytes: Uint8Array): boolean {
  return bytes.length <= LONGEST_BYTES && REPLY.test(new TextDecoder().decode(bytes));
}

/** Whether the input is such an answer while the program has not read the earlier ones. False for typed input. */
export function isUnreadReply(stream: { readonly writableLength: number }, bytes: Uint8Array): boolean {
  return stream.writableLength > MAXIMUM_UNREAD_BYTES && isTerminalReply(bytes);
}
