/** The pattern of a text of `type.json` that means "waits for input"; `*` stands for anything on the line. */
export function promptPattern(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('[^\\n]{0,200}?'));
}
