/**
 * Connects its input and output with a port of the agent's loopback. The kernel's table says whether something listens;
 * one byte of output tells that, before the program of the image that carries the connection. Exits with 3 otherwise. It
 * ends when the port's side ends, because its client learns of that by nothing else; the client's end goes to the port
 * alone. Node comes first, because `socat` waits half a second for an answer after that, and bash, the last, cannot end
 * one direction.
 */
const CONNECT = [
  'port=$1 hex=$(printf %04X "$1")',
  'if grep -qi ":$hex 0\\{8\\}:0000 0A" /proc/net/tcp 2>/dev/null; then host=127.0.0.1',
  'elif grep -qi "0\\{24\\}01000000:$hex 0\\{32\\}:0000 0A" /proc/net/tcp6 2>/dev/null; then host=::1',
  'elif grep -qi ":$hex 0\\{32\\}:0000 0A" /proc/net/tcp6 2>/dev/null; then host=127.0.0.1',
  'else exit 3; fi',
  'has() { command -v "$1" >/dev/null 2>&1; }',
  `if has node; then exec node -e 'const [h,p]=process.argv.slice(1),s=require("net").connect({host:h,port:p,allowHalfOpen:true},()=>{process.stdout.write("+");process.stdin.pipe(s).pipe(process.stdout)});s.on("error",()=>process.exit(3)).on("end",()=>process.stdout.write("",()=>process.exit(0)))' "$host" "$port"; fi`,
  'if has socat; then printf +; case $host in *:*) host="[$host]";; esac; exec socat - "TCP:$host:$port"; fi',
  'if has nc; then printf +; exec nc "$host" "$port"; fi',
  `if has bash; then exec bash -c 'exec 3<>"/dev/tcp/$1/$2" 4<&0 || exit 3; printf +; cat <&4 >&3 & cat <&3; kill $!' bash "$host" "$port"; fi`,
  'exit 4',
].join('\n');

/** The first byte of the program's output, once the port answers. */
export const LOOPBACK_READY = '+'.charCodeAt(0);

/**
 * The command that carries one connection to a port of the loopback of the container in which it runs. It needs a shell
 * and `socat`, `node`, `nc` or `bash` in the image.
 */
export function loopbackProgram(port: number): string[] {
  return ['sh', '-c', CONNECT, 'sh', String(port)];
}
