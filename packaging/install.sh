#!/bin/sh
# 安装：核对校验和，解开解释器，离线安装，自检。不需要网络，也不需要管理员权限。
# Install: check the sums, unpack the interpreter, install offline, look around.
set -eu
cd "$(dirname "$0")"
echo "核对校验和 / checking the sums"
sha256sum --quiet -c SHA256SUMS
if [ ! -x python/bin/python3 ]; then
  echo "解开解释器 / unpacking the interpreter"
  mkdir -p .python && tar -xzf python.tar.gz -C .python
  # The archive holds one folder, whatever it is called.
  mv .python/* python && rmdir .python
fi
PY="$PWD/python/bin/python3"
"$PY" verify.py
echo "离线安装（约1分钟）/ installing, about a minute"
"$PY" -m pip install -q --no-index --find-links wheels --require-hashes --no-deps -r requirements.lock
"$PY" -m pip install -q --no-index --find-links wheels --no-deps lungang
"$PY" -m lungang.cli doctor
echo "完成。运行 ./start.sh / done: run ./start.sh"
