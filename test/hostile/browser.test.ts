import { it } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import { shellRequestSchema, signInSchema } from '../../electron/contract/web.ts';
import { HttpRefusal } from '../../electron/control/http/problem.ts';
import { guardBrowser } from '../../electron/control/web/browser-guard.ts';
import { readCookies } from '../../electron/control/web/session-cookie.ts';
import { namesOfCertificate, parseWebAddress } from '../../electron/control/web/web-address.ts';
import { decodeFrame, encodeFrame } from '../../electron/lib/frame.ts';
import { fileBelow } from '../../electron/page/file-below.ts';
import { expectHarmless, type HostileSubject } from '../harness/hostile-input.ts';

const text = (input: Buffer) => input.toString('utf8');
const names = { secure: false, hosts: ['localhost:3280'] };
const guard = (headers: Record<string, string>) =>
  guardBrowser({ method: 'POST', path: '/', isUpgrade: false, headers }, names);
const mayThrow = (error: unknown) => error instanceof AppFailure || error instanceof HttpRefusal;

/** Input from browsers, and from whoever reaches the port that serves them. */
const subjects: HostileSubject[] = [
  {
    name: 'cookies',
    examples: ['bulkhead-session=abc; theme=dark; bulkhead-session=', ';;=;'],
    parse: (input) => readCookies(text(input), false),
  },
  {
    name: 'a host',
    examples: ['localhost:3280', '[::1]:3280'],
    parse: (input) => guard({ host: text(input), origin: 'http://localhost:3280' }),
    mayThrow,
  },
  {
    name: 'an origin',
    examples: ['http://localhost:3280', 'null'],
    parse: (input) => guard({ host: 'localhost:3280', origin: text(input) }),
    mayThrow,
  },
  {
    name: 'the path of a file of the page',
    examples: ['/assets/main.js', '/%2e%2e/x'],
    parse: (input) => fileBelow('/page', text(input)),
  },
  {
    name: 'a sign-in',
    examples: [JSON.stringify({ link: 'x'.repeat(43) })],
    parse: (input) => signInSchema.safeParse(text(input)),
  },
  {
    name: 'a shell call',
    examples: [encodeFrame({ id: 1, name: 'app.info', input: {} })],
    parse: (input) => shellRequestSchema.safeParse(decodeFrame(input)),
    // What is not one value of MessagePack.
    mayThrow: (error) => error instanceof Error,
  },
  {
    name: 'an address to listen on',
    examples: ['127.0.0.1:3280', '[::1]:443', '3280'],
    parse: (input) => parseWebAddress(text(input), true),
    mayThrow,
  },
  {
    name: 'a certificate',
    examples: ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    parse: (input) => namesOfCertificate(text(input)),
    mayThrow,
  },
];

it.each(subjects)('survives hostile input: $name', (subject) => expectHarmless(subject));
