/**
 * Cursor position, device attributes and status (CSI … R, c, n), focus reports (CSI I, O), and answers in strings (OSC,
 * DCS), as xterm sends them by itself (xterm control sequences, "Device-Control functions").
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the control characters that are looked for.
const REPLY = /^(?:\u001b(?:\[[?>]?[\d;]*[Rcn]|\[[IO]|[\]P][^\u0007\u001b]*(?:\u0007|\u001b\\)))+$/;
const LONGEST_BYTES = 1_000;

/** Whether input of a console is the terminal's own answer to a program's question, and nobody's typing. */
export function isTerminalReply(bytes: Uint8Array): boolean {
  return bytes.length <= LONGEST_BYTES && REPLY.test(new TextDecoder().decode(bytes));
}
