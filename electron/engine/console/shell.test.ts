import { describe, expect, it } from 'vitest';
import { consoleEnvironment, GreetingReader, launchCommand } from './shell.ts';

function read(chunks: string[]): { output: string; pid: number | undefined } {
  const reader = new GreetingReader();
  const parts = chunks.map((chunk) => Buffer.from(reader.push(Buffer.from(chunk))).toString());
  return { output: parts.join('') + Buffer.from(reader.flush()).toString(), pid: reader.pid };
}

describe('GreetingReader', () => {
  const greeting = '\u001b]bulkhead-console;123\u0007';

  it('takes the greeting off, wherever it is cut', () => {
    const output = `${greeting}$ hello`;
    for (let cut = 0; cut <= output.length; cut += 1) {
      expect(read([output.slice(0, cut), output.slice(cut)])).toEqual({ output: '$ hello', pid: 123 });
    }
    expect(read([...output])).toEqual({ output: '$ hello', pid: 123 });
  });

  it.each([
    'plain output',
    '\u001b]0;title\u0007 x',
    '\u001b]bulkhead-console;abc\u0007',
    '\u001b]bulkhead-console;123456789\u0007',
    '',
    '\u001b',
  ])('passes other output on unchanged: %j', (output) => {
    expect(read([...output])).toEqual({ output, pid: undefined });
    expect(read([output])).toEqual({ output, pid: undefined });
  });

  it('looks at the beginning only', () => {
    expect(read([`${greeting}a`, greeting])).toEqual({ output: `a${greeting}`, pid: 123 });
  });
});

describe('launchCommand', () => {
  it('keeps a chosen command as separate words', () => {
    expect(launchCommand(['my shell', '$HOME']).slice(3)).toEqual(['sh', 'my shell', '$HOME']);
  });
});

describe('consoleEnvironment', () => {
  it('leaves the locale of the container alone', () => {
    expect(consoleEnvironment(['LANG=de_DE.UTF-8'])).not.toContain('LANG=C.UTF-8');
    expect(consoleEnvironment(['PATH=/bin', 'LANG='])).toContain('LANG=C.UTF-8');
  });

  it('has what the client adds once', () => {
    const environment = consoleEnvironment([], [{ name: 'TERM', value: 'vt100' }]);
    expect(environment.filter((entry) => entry.startsWith('TERM='))).toEqual(['TERM=vt100']);
  });
});
