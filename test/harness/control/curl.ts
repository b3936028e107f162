import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface CurlAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The body as JSON. */
  json(): unknown;
}

/** Runs curl on the socket of a data folder. Arguments are as in the documentation: `-X POST http://localhost:3200/…`. */
export async function curl(dataPath: string, ...args: readonly string[]): Promise<CurlAnswer> {
  return await runCurl(['--unix-socket', join(dataPath, 'control/bulkhead.sock'), ...args]);
}

/** Runs curl; rejects when it gets no answer. */
export async function runCurl(args: readonly string[]): Promise<CurlAnswer> {
  const output = await new Promise<string>((resolve, reject) => {
    execFile('curl', ['-sS', '-i', ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`curl: ${stderr}`));
      else resolve(stdout);
    });
  });
  const end = output.indexOf('\r\n\r\n');
  const [first = '', ...lines] = output.slice(0, end).split('\r\n');
  const text = output.slice(end + 4);
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(
      lines.map((line) => {
        const [name = '', ...value] = line.split(': ');
        return [name.toLowerCase(), value.join(': ')];
      }),
    ),
    text,
    json: () => JSON.parse(text),
  };
}
