import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** The program of `runSandboxedClient`: calls each tool in turn, and prints the results as JSON. */
const [, , address = '', calls = '[]'] = process.argv;
const client = new Client({ name: 'sandboxed', version: '1' });
await client.connect(new StreamableHTTPClientTransport(new URL(address)));
const results: unknown[] = [];
for (const [name, input] of JSON.parse(calls) as [string, Record<string, unknown>][])
  results.push(await client.callTool({ name, arguments: input }));
await client.close();
console.log(JSON.stringify(results));
