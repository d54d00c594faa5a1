"""Writes one file of a published crate, if it has the hash that is known of it.

    crate_file.py CRATE VERSION MEMBER ALGORITHM HASH TARGET
"""

import hashlib
import io
import os
import sys
import tarfile
import urllib.request

crate, version, member, algorithm, expected, target = sys.argv[1:]
package = f"{crate}-{version}"
url = f"https://static.crates.io/crates/{crate}/{package}.crate"
with urllib.request.urlopen(url, timeout=120) as answer:
    archive = answer.read(1 << 24)
contents = tarfile.open(fileobj=io.BytesIO(archive)).extractfile(f"{package}/{member}").read()
if hashlib.new(algorithm, contents).hexdigest() != expected:
    sys.exit(f"{member} of {url} has another hash")
os.makedirs(os.path.dirname(target), exist_ok=True)
with open(target + ".part", "wb") as file:
    file.write(contents)
os.rename(target + ".part", target)
