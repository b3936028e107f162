import { dump } from 'js-yaml';

/** A value as YAML, without aliases, which `readYaml` refuses. */
export function writeYaml(value: unknown): string {
  return dump(value, { lineWidth: 110, noRefs: true });
}
