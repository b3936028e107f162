/** Where a symlink ends: in the folder, outside of it, or in a folder that belongs to git. */
export type LinkEnd = 'inside' | 'outside' | 'git';
