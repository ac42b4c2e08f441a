#!/bin/sh
# Install PostgreSQL with PostGIS from Debian packages, for the tests that load a real pgstac.
set -eu

for control in /usr/share/postgresql/*/extension/postgis.control; do
    if [ -e "$control" ]; then exit 0; fi
done

give_up() {
    echo "no PostgreSQL with PostGIS here: $1; the tests that need it are skipped" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
    exit 0
}

if ! command -v apt-get >/dev/null; then give_up "there is no apt-get"; fi
if [ "$(id -u)" = 0 ]; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; else give_up "nobody may install packages"; fi
$sudo apt-get update -qq || give_up "the package lists cannot be had"
newest=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -t- -k2,2nr | head -1)
if [ -z "$newest" ]; then give_up "there is no package of PostGIS"; fi
version=${newest#postgresql-}
version=${version%-postgis-3}
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "postgresql-$version" "$newest" >/dev/null \
    || give_up "the packages cannot be installed"
