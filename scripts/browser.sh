#!/bin/sh
# Sees to a Chromium for the tests of the pages: installs Debian's when root, says what to install when not.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing Chromium and Chinese fonts for the tests of the pages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
else
    echo "The tests of the pages need Chromium and Chinese fonts: apt-get install chromium fonts-noto-cjk fontconfig" >&2
fi
