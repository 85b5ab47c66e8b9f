#!/usr/bin/env bash
# Makes a Python 3.11 base image out of Debian 12 packages as an OCI layout.
#   python-base.sh LAYOUT_DIR [TAG]
exec "$(dirname "$0")/debian-base.sh" python "$@"
