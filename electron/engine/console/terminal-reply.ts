/**
 * Cursor position, device attributes, status, sizes and modes (CSI … R, c, n, t, $y), focus reports (CSI I, O), and
 * answers in strings (OSC, DCS), as xterm sends them by itself (xterm control sequences, "Device-Control functions").
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the control characters that are looked for.
const REPLY = /^(?:\u001b(?:\[[?>]?[\d;]*(?:[Rcnt]|\$y)|\[[IO]|[\]P][^\u0007\u001b]*(?:\u0007|\u001b\\)))+$/;
/** More than a window sends at once. */
const LONGEST_BYTES = 16_384;

/** A program that asks its terminal and never reads could otherwise fill the memory with answers. */
const MAXIMUM_UNREAD_BYTES = 64 * 1024;

/** Whether input of a console is the terminal's own answer to a program's question, and nobody's typing. */
export function isTerminalReply(bytes: Uint8Array): boolean {
  return bytes.length <= LONGEST_BYTES && REPLY.test(new TextDecoder().decode(bytes));
}

/** Whether input is such an answer to a program that has not read those before it. What a person typed never is. */
export function isUnreadReply(stream: { readonly writableLength: number }, bytes: Uint8Array): boolean {
  return stream.writableLength > MAXIMUM_UNREAD_BYTES && isTerminalReply(bytes);
}
