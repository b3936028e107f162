import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { z } from 'zod';
import { readYaml } from '../contract/files/read-yaml.ts';
import { UsageError } from './exit-code.ts';

/** Reads a YAML file, or standard input for "-". Throws `UsageError` with every problem and its line and column. */
export async function readYamlFile<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await (path === '-' ? textOf(process.stdin) : readFile(path, 'utf8')).catch(
    (error: unknown) => {
      throw new UsageError(
        `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    },
  );
  const result = readYaml(text, schema);
  if (result.ok) return result.value;
  const lines = result.problems.map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`);
  throw new UsageError(lines.join('\n'));
}
