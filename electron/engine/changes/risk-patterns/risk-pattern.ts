import type { RiskKind } from '../../../contract/changes.ts';

/** Files that run something, or tell a program what to run, because of their names alone. */
export interface RiskPattern {
  /**
   * Names at any depth, without case, with spaces or lines between. "*" stands for any characters of one name, a "/" at the end for everything in
   * such a folder, a "/" at the start for the top of the file system or folder.
   */
  paths: string;
  /** What it does, for a person. */
  why: string;
  /** The tool that reads it and where that is written. */
  source: string;
}

export interface RiskPatterns {
  kind: RiskKind;
  patterns: readonly RiskPattern[];
}
