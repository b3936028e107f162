import { describe, expect, it } from 'vitest';
import { missingProgram, ReportReader } from './engine-report.ts';

describe('missingProgram', () => {
  it.each([
    'OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: exec: "sh": executable file not found in $PATH: unknown\r\n',
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "sh": executable file not found in $PATH: unknown',
    'OCI runtime exec failed: executing processes for container: executing command "sh -c echo" in sandbox: error finding executable "sh" in PATH [/usr/bin /sbin /bin]: no such file or directory: unknown',
  ])('reads the name from %j', (output) => expect(missingProgram(output)).toBe('sh'));

  it('does not take a shell’s own message for it', () => {
    expect(missingProgram('sh: 1: exec: foo: not found')).toBeUndefined();
  });
});

/** Returns what is passed on of the chunks, and what is held back. */
function read(chunks: readonly string[]): [passed: string, held: string] {
  const reader = new ReportReader();
  const parts = chunks.map((chunk) => Buffer.from(reader.push(Buffer.from(chunk))).toString());
  return [parts.join(''), reader.held];
}

describe('ReportReader', () => {
  const report =
    'OCI runtime exec failed: exec failed: exec: "x": executable file not found in $PATH: unknown\r\n';

  it('holds a report back, wherever it is cut', () => {
    expect(read([report])).toEqual(['', report]);
    expect(read([...report])).toEqual(['', report]);
  });

  it.each(['output', 'OCI runs', ` ${report}`, 'O', report.repeat(50)])('loses nothing of %j', (output) => {
    const reader = new ReportReader();
    const parts = [...output].map((chunk) => Buffer.from(reader.push(Buffer.from(chunk))));
    expect(Buffer.concat([...parts, reader.flush()]).toString()).toBe(output);
  });

  it('passes a program’s output on at once', () => {
    expect(read(['OC', 'D', ' more'])).toEqual(['OCD more', '']);
    expect(read([report.repeat(50)])[1]).toBe('');
  });
});
