#!/bin/sh
# 安装：核对校验和，备好解释器，离线安装，自检。不需要网络，也不需要管理员权限。
# Install: check the sums, make the interpreter ready, install offline, look around.
set -eu
cd "$(dirname "$0")"
stop() { echo "$1" >&2; exit 1; }
echo "核对校验和 / checking the sums"
sha256sum --quiet -c SHA256SUMS ||
  stop "上列文件与校验和不符，请重新取得压缩包 / these files differ: get the archive again"
if [ -x python/bin/python3 ]; then
  :
elif [ -f PYTHON-VERSION ]; then
  WANTED="python$(cat PYTHON-VERSION)"
  echo "用本机的 $WANTED / taking $WANTED of this machine"
  command -v "$WANTED" >/dev/null ||
    stop "本机没有 $WANTED；带解释器的包不需要它 / no $WANTED here; an archive with an interpreter needs none"
  "$WANTED" -I -m venv python ||
    stop "缺少 venv：apt install $WANTED-venv / venv is missing: apt install $WANTED-venv"
else
  echo "解开解释器 / unpacking the interpreter"
  mkdir -p .python && tar -xzf python.tar.gz -C .python
  # The archive holds one folder, whatever it is called.
  mv .python/* python && rmdir .python
fi
PY="$PWD/python/bin/python3"
"$PY" -I verify.py
echo "离线安装（约1分钟）/ installing, about a minute"
# Nothing of the user's own settings for Python and pip counts here.
pip() { "$PY" -I -m pip --isolated install -q --no-index --find-links wheels --no-deps "$@"; }
pip --require-hashes -r requirements.lock
pip lungang
./lungang doctor
echo "完成。运行 ./start.sh / done: run ./start.sh"
