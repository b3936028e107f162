/** One attempt from inside: connect, send `payload`, read the first line of the answer. */
export interface Target {
  key: string;
  host: string;
  port: number;
  payload: string;
  /** Sends a datagram instead: `quic` is a greeting that every QUIC server answers. */
  datagram?: 'plain' | 'quic';
}

/** Result of an attempt. Every proof of an answer is `connected` or `refused`. */
export type Attempt =
  | { kind: 'connected'; answer: string }
  | { kind: 'refused' | 'timeout' | 'unreachable' | 'unresolved' }
  | { kind: 'unclear'; text: string };

/** Timeout of one attempt in seconds. A reachable target answers in milliseconds, or sends a refusal. */
const WAIT_SECONDS = 2;
/** The most processes that one attempt of the shell needs. */
const PROCESSES_PER_ATTEMPT = 4;
const MAXIMUM_AT_ONCE = 24;
/** Process slots left for the agent's own programs. */
const SPARED_PROCESSES = 32;

/** Number of parallel attempts of the shell within the agent's process limit (0: no limit). */
export function attemptsAtOnce(processLimit: number): number {
  const slots = processLimit > 0 ? processLimit - SPARED_PROCESSES : Number.POSITIVE_INFINITY;
  return Math.max(2, Math.min(MAXIMUM_AT_ONCE, Math.floor(slots / PROCESSES_PER_ATTEMPT)));
}

/** Parses the output of a connecting program: of Node, bash and the netcats. */
export function readAttempt(text: string): Attempt {
  if (text.startsWith('connected'))
    return { kind: 'connected', answer: text.slice('connected'.length).trim() };
  if (/ECONNREFUSED|refused/i.test(text)) return { kind: 'refused' };
  if (/ETIMEDOUT|timed? ?out/i.test(text)) return { kind: 'timeout' };
  if (
    /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT|no route|unreachable|cannot assign|not supported/i.test(
      text,
    )
  )
    return { kind: 'unreachable' };
  if (/ENOTFOUND|EAI_AGAIN|ESERVFAIL|bad address|not known|resolve|temporary failure|servname/i.test(text))
    return { kind: 'unresolved' };
  return { kind: 'unclear', text: text.slice(0, 200) };
}

/**
 * For images with Node: `node -e NODE_PROGRAM` with the targets as JSON on standard input. Also looks names up and
 * sends a name query over UDP to a public resolver. It kills itself at the end: an ordinary exit would wait for a name
 * look-up in libc, which takes 10 s to give up.
 */
export const NODE_PROGRAM = `
const net = require('net'), dns = require('dns'), dgram = require('dgram');
const say = (key, value) => console.log(key + '\\t' + String(value).replace(/\\s+/g, ' '));
const WAIT_MS = ${WAIT_SECONDS * 1000};
function attempt(target) {
  return new Promise((resolve) => {
    let answer = '', connected = false;
    const socket = net.connect({ host: target.host, port: target.port });
    const end = (text) => { clearTimeout(timer); socket.destroy(); say(target.key, text); resolve(); };
    const timer = setTimeout(() => end(connected ? 'connected ' + answer : 'ETIMEDOUT'), WAIT_MS);
    socket.on('connect', () => { connected = true; if (target.payload) socket.write(target.payload); else end('connected'); });
    socket.on('data', (chunk) => { answer += chunk; if (answer.includes('\\n')) end('connected ' + answer.split('\\n')[0]); });
    socket.on('end', () => end('connected ' + answer));
    socket.on('error', (error) => end(connected ? 'connected ' + answer : error.code || error.message));
  });
}
function lookUp(name) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => { say('dns', 'ETIMEDOUT'); resolve(); }, WAIT_MS);
    dns.resolve4(name, (error, found) => { clearTimeout(timer); say('dns', error ? error.code : 'answered ' + found); resolve(); });
  });
}
// Long labels and TXT records, as data smuggled over DNS has them.
const longNameOf = (name) => ['a', 'b', 'c'].map((letter) => letter.repeat(60)).join('.') + '.' + name;
function lookUpText(name) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => { say('dns-txt', 'ETIMEDOUT'); resolve(); }, WAIT_MS);
    dns.resolveTxt(longNameOf(name), (error, found) => { clearTimeout(timer); say('dns-txt', error ? error.code : 'answered ' + found); resolve(); });
  });
}
function queryOf(name, type) {
  const labels = name.split('.').map((label) => String.fromCharCode(label.length) + label).join('');
  return Buffer.from('\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00' + labels + '\\x00\\x00' + String.fromCharCode(type) + '\\x00\\x01', 'latin1');
}
// Asks the name server of the agent over TCP: the last 4 bits of the flags are the response code (RFC 1035 section
// 4.1.1).
function lookUpByTcp(name) {
  return new Promise((resolve) => {
    const server = (dns.getServers()[0] || '127.0.0.11').replace(/^\\[|\\](:\\d+)?$/g, '');
    const packet = queryOf(longNameOf(name), 16);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(packet.length);
    let got = Buffer.alloc(0);
    const socket = net.connect({ host: server, port: 53 }, () => socket.write(Buffer.concat([length, packet])));
    const end = (text) => { clearTimeout(timer); socket.destroy(); say('dns-tcp', text); resolve(); };
    const timer = setTimeout(() => end('ETIMEDOUT'), WAIT_MS);
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= 10) end({ 0: got.readUInt16BE(8) > 0 ? 'answered' : 'ENODATA', 2: 'ESERVFAIL', 3: 'ENOTFOUND' }[got[5] & 15] || 'ERCODE' + (got[5] & 15));
    });
    socket.on('end', () => end('closed'));
    socket.on('error', (error) => end(error.code || error.message));
  });
}
function query(name, address) {
  return new Promise((resolve) => {
    const packet = queryOf(name, 1);
    const socket = dgram.createSocket('udp4');
    const end = (text) => { clearTimeout(timer); socket.close(); say('direct-dns', text); resolve(); };
    const timer = setTimeout(() => end('ETIMEDOUT'), WAIT_MS);
    socket.on('message', () => end('answered'));
    socket.on('error', (error) => end(error.code || error.message));
    socket.send(packet, 53, address, (error) => { if (error) end(error.code || error.message); });
  });
}
// A long header of an unknown version (RFC 9000 section 6): every QUIC server answers with the versions it supports.
const QUIC = Buffer.concat([Buffer.from('ca1a2a3a4a08010203040506070808080706050403020100', 'hex'), Buffer.alloc(1176)]);
function send(target) {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4');
    let over = false;
    const end = (text) => { if (over) return; over = true; clearTimeout(timer); socket.close(); say(target.key, text); resolve(); };
    const timer = setTimeout(() => end('ETIMEDOUT'), WAIT_MS);
    socket.on('message', () => end('connected'));
    socket.on('error', (error) => end(error.code || error.message));
    socket.connect(target.port, target.host, (unreachable) => {
      // Without a route, sending would throw.
      if (unreachable) return end(unreachable.code || unreachable.message);
      socket.send(target.datagram === 'quic' ? QUIC : 'canary', (error) => { if (error) end(error.code || error.message); });
    });
  });
}
let text = '';
process.stdin.on('data', (chunk) => { text += chunk; }).on('end', () => {
  const { targets, name, resolver } = JSON.parse(text);
  Promise.all([...targets.map((target) => (target.datagram ? send(target) : attempt(target))), lookUp(name), lookUpText(name), lookUpByTcp(name), query(name, resolver)]).then(() => { say('done', 'yes'); process.kill(process.pid, 'SIGKILL'); });
});
`;

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Escapes line breaks for `printf`; all other characters of our payloads are plain text. */
const escaped = (payload: string) => payload.replaceAll('\r', '\\r').replaceAll('\n', '\\n');

/**
 * The same attempts as a shell script for images without Node: with bash's /dev/tcp where bash and timeout exist, else
 * with nc, which every busybox has. Runs `atOnce` attempts in parallel.
 */
export function shellProgram(
  targets: readonly Target[],
  name: string,
  resolver: string,
  atOnce: number,
): string {
  const tries = targets
    // Only Node can send a QUIC greeting.
    .filter(({ datagram }) => datagram !== 'quic')
    .map(({ key, host, port, payload, datagram }) =>
      datagram
        ? `send ${quoted(key)} ${quoted(host)} ${port} &`
        : `attempt ${quoted(key)} ${quoted(host)} ${port} ${quoted(escaped(payload))} &`,
    );
  const batches = Array.from({ length: Math.ceil(tries.length / atOnce) }, (_, index) =>
    [...tries.slice(index * atOnce, (index + 1) * atOnce), 'wait'].join('\n'),
  );
  return `
say() { printf '%s\\t%s\\n' "$1" "$2"; }
has() { command -v "$1" >/dev/null 2>&1; }
# On one line, by the shell alone: every pipeline less is one that an agent has processes for.
tell() { key=$1; set -f; set -- $2; say "$key" "$*"; }
send() { :; }
if has bash && has timeout; then
  send() {
    text=$(timeout ${WAIT_SECONDS} bash -c 'exec 3<>"/dev/udp/$0/$1" || exit 9
      printf canary >&3 || exit 9; read -r -n 1 -t 1 answer <&3 && printf connected' "$2" "$3" 2>&1)
    tell "$1" "\${text:-timed out}"
  }
  attempt() {
    text=$(timeout ${WAIT_SECONDS} bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 9
      printf "connected "; if [ -n "$2" ]; then printf "$2" >&3; read -r line <&3; printf "%s" "$line"; fi' "$2" "$3" "$4" 2>&1)
    [ $? = 124 ] && text="\${text:-timed out}"
    tell "$1" "$text"
  }
elif has nc; then
  netcat() { if has timeout; then timeout ${WAIT_SECONDS + 1} nc -w ${WAIT_SECONDS} "$1" "$2"; else nc -w ${WAIT_SECONDS} "$1" "$2"; fi; }
  attempt() {
    if [ -n "$4" ]; then
      # The trailing sleep keeps the connection open for the answer.
      text=$( { { printf "$4"; sleep 1; } | netcat "$2" "$3"; } 2>&1 )
    else
      text=$(netcat "$2" "$3" </dev/null 2>&1)
    fi
    # -w bounds connecting alone: whoever is ended later by timeout (124, or 143 from busybox) was connected.
    case $? in 0|124|143) text="connected $text";; esac
    [ -z "$text" ] && text="timed out"
    tell "$1" "$text"
  }
else
  attempt() { :; }
fi
bounded() { if has timeout; then timeout ${WAIT_SECONDS + 1} "$@"; else "$@"; fi; }
answer() {
  text=$(bounded nslookup "$2" $3 2>&1)
  case $text in
    *NXDOMAIN*|*"can't find"*) say "$1" ENOTFOUND;; *SERVFAIL*) say "$1" ESERVFAIL;;
    *Name:*) say "$1" answered;; *) say "$1" "timed out";;
  esac
}
if has nslookup; then
  answer dns ${quoted(name)} &
  answer direct-dns ${quoted(name)} ${quoted(resolver)} &
elif has getent; then
  { if bounded getent hosts ${quoted(name)} >/dev/null 2>&1; then say dns answered; else say dns ENOTFOUND; fi; } &
fi
if has ping; then
  { if ping -c 1 -W ${WAIT_SECONDS} ${quoted(resolver)} >/dev/null 2>&1; then say ping yes; else say ping no; fi; } &
fi
${batches.join('\n')}
say done yes
`;
}
