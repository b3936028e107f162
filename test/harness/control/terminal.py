"""Runs a program on a terminal of its own: each line of stdin is JSON, {"keys": "text"} or {"size": [columns, rows]}."""
import fcntl, json, os, pty, struct, sys, termios, threading

pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])


def resize(columns, rows):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def follow_orders():
    for line in sys.stdin:
        order = json.loads(line)
        if "size" in order:
            resize(*order["size"])
        else:
            os.write(master, order["keys"].encode())


resize(80, 24)
threading.Thread(target=follow_orders, daemon=True).start()
while True:
    try:
        chunk = os.read(master, 65536)
    except OSError:
        break
    if not chunk:
        break
    os.write(1, chunk)
_, status = os.waitpid(pid, 0)
os._exit(os.waitstatus_to_exitcode(status))
