#!/bin/sh
# Takes out of an installed environment what serving never opens, and makes byte code of what it does open.
set -eu
root=$1
python=$root/bin/python
"$python" -m pip uninstall --quiet --yes pip setuptools wheel
site=$(echo "$root"/lib/python3.*/site-packages)

# Tests, types, headers, other databases' dialects, colours for source code, random numbers and transforms.
find "$root" -depth \( -name __pycache__ -o -name tests -o -name include \) -type d -exec rm -rf {} +
find "$site" -type f \( -name '*.pyi' -o -name '*.pxd' -o -name '*.pyx' -o -name '*.h' -o -name '*.c' -o -name '*.a' \) -delete
rm -rf "$site/numpy/f2py" "$site/numpy/distutils" "$site/numpy/random" "$site/numpy/polynomial" "$site/numpy/fft" \
    "$site/numpy/testing" "$site/sqlalchemy/testing" "$site/alembic/testing" \
    "$site/sqlalchemy/dialects/mssql" "$site/sqlalchemy/dialects/mysql" "$site/sqlalchemy/dialects/oracle" \
    "$site/pygments" "$site/markdown_it" "$site/mdurl" "$site/_yaml"
# Twins for newer processors, without which the library takes the plain ones: what looks up a misspelled word is quick enough.
find "$site/rapidfuzz" -name '*_avx2.*.so' -delete
# What a debugger would want; libraries that were packed with their loader's paths changed stay as they are.
if command -v strip >/dev/null 2>&1; then
    find "$site" -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} +
fi

# One time for all files: byte code and compiled knowledge stay valid whatever a layer makes of fractions of seconds.
find "$root" -exec touch --no-dereference --date=@1767225600 {} +
cd /
"$python" - <<'END'
"""Imports all of it once, which leaves the byte code of what is used behind."""
import importlib
import pkgutil
import sys

import bot

sys.dont_write_bytecode = False
for module in pkgutil.walk_packages(bot.__path__, "bot."):
    if ".migrations." not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
for name in ("alembic.command", "aiosqlite", "psycopg", "sqlalchemy.dialects.postgresql.psycopg",
             "sqlalchemy.dialects.sqlite.aiosqlite", "uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.off"):
    importlib.import_module(name)
END
