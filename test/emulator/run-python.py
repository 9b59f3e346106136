# Runs a module's main() until standard input ends: an emulator ends with the process that started it,
# however that dies, so none is ever left behind.
import importlib
import os
import signal
import sys
import threading
import time

GRACE_SECONDS = 10


def stop_when_input_ends():
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    # The group holds the functions' processes too.
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


threading.Thread(target=stop_when_input_ends, daemon=True).start()
module = sys.argv[1]
sys.argv = [module]
importlib.import_module(module).main()
