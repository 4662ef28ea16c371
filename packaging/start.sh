#!/bin/sh
# 打开轮岗工作台；没有工作台时运行示例。Opens the desk, or the demo where there is none.
cd "$(dirname "$0")"
export LUNGANG_DESK_MANUAL="$PWD/site"
if ./lungang serve --help >/dev/null 2>&1; then
  exec ./lungang serve "$@"
fi
exec ./lungang demo "$@"
