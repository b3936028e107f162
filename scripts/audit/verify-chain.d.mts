export interface ChainPlace {
  n: number;
  hash: string;
}
export function verifyChain(
  text: string,
  known?: { after?: ChainPlace; head?: ChainPlace },
): { problems: { line: number; message: string }[]; lines: number; first?: number; last?: ChainPlace };
