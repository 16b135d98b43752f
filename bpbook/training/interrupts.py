"""Ctrl-C and SIGTERM as a request: training ends after the running step, with all it has."""

import signal
import threading


class Interrupts:
    """While active, the first signal is only noted; the second acts as it would have before.

    Attributes
    ----------
    received : str
        Name of the signal, or "" if there was none.
    """

    def __init__(self):
        self.received = ""
        self._before = {}

    def __enter__(self):
        if threading.current_thread() is threading.main_thread():  # only there may they be set
            for which in (signal.SIGINT, signal.SIGTERM):
                self._before[which] = signal.signal(which, self._note)
        return self

    def __exit__(self, *exception):
        self._restore()

    def _note(self, which, frame):
        self.received = signal.Signals(which).name
        self._restore()

    def _restore(self):
        for which, handler in self._before.items():
            # a handler that was not set from Python reads as None and cannot be set back
            signal.signal(which, signal.SIG_DFL if handler is None else handler)
        self._before = {}
