import { z } from 'zod';

/** What of a person's own preferences can be brought to new agents, in the order of lists. */
export const bringableIdSchema = z.enum([
  'theme',
  'claude-md',
  'agents-md',
  'commands',
  'skills',
  'git',
  'aliases',
]);
export type BringableId = z.infer<typeof bringableIdSchema>;

export interface Bringable {
  readonly id: BringableId;
  readonly label: string;
  /** What it is, for a person. */
  readonly description: string;
  /** Files and folders below the person's home, which agents get at the same place. */
  readonly paths: readonly string[];
}

/** Themes, git’s name and e-mail and aliases are single values, read out of their files. */
export const BRINGABLES: readonly Bringable[] = [
  {
    id: 'theme',
    label: 'Theme',
    description: 'Of Claude Code and Gemini CLI',
    paths: ['.claude.json', '.gemini/settings.json'],
  },
  {
    id: 'claude-md',
    label: 'CLAUDE.md',
    description: 'Your instructions for all projects, for Claude Code',
    paths: ['.claude/CLAUDE.md'],
  },
  {
    id: 'agents-md',
    label: 'AGENTS.md',
    description: 'Your instructions for all projects, for Codex, OpenCode and Gemini CLI',
    paths: ['.codex/AGENTS.md', '.config/opencode/AGENTS.md', '.gemini/GEMINI.md'],
  },
  {
    id: 'commands',
    label: 'Slash commands',
    description: 'Of Claude Code, Codex, Gemini CLI and OpenCode',
    paths: [
      '.claude/commands',
      '.codex/prompts',
      '.gemini/commands',
      '.config/opencode/command',
      '.config/opencode/commands',
    ],
  },
  {
    id: 'skills',
    label: 'Skills',
    description: 'Of Claude Code, Codex and OpenCode',
    paths: ['.claude/skills', '.codex/skills', '.agents/skills', '.config/opencode/skills'],
  },
  {
    id: 'git',
    label: 'Git name and e-mail',
    description: 'The author of commits; nothing else of git’s settings',
    paths: ['.gitconfig', '.config/git/config'],
  },
  {
    id: 'aliases',
    label: 'Shell aliases',
    description: 'Lines that begin with “alias”; nothing else of these files',
    paths: ['.bash_aliases', '.bashrc', '.zshrc', '.profile'],
  },
];

export const MAXIMUM_BROUGHT_FILES = 200;
/** The most that one file may hold, and one entry of the list in all its files. */
export const MAXIMUM_BROUGHT_FILE_BYTES = 256 * 1024;
export const MAXIMUM_BROUGHT_BYTES = 2 * 1024 * 1024;

/** What was found of one entry on this machine. Contents stay with the engine host. */
export const foundBringableSchema = z.object({
  id: bringableIdSchema,
  /** Paths below the home, of what would be brought. */
  files: z.array(z.object({ path: z.string(), bytes: z.number().int() })),
  /** What is left out, and why, for a person. */
  left: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type FoundBringable = z.infer<typeof foundBringableSchema>;
