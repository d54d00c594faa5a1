"""Runs a command and says what it used, as JSON into a file: processor time of its processes (seconds) and the most memory of one (bytes).

    used.py FILE COMMAND [ARGUMENT ..]

A process of its own, because the system counts what a process had before it became another program: a command started by a measuring
program of 60 MB would be said to have used 60 MB. What this one has is 10 MB. It needs nothing but Python's own modules.
"""

import json
import os
import sys


def main():
    file, *command = sys.argv[1:]
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    with open(file, "w") as out:
        json.dump({"seconds": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss * 1024}, out)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
