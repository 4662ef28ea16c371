@echo off
rem 安装：解开解释器，核对校验和，离线安装，自检。Install, offline, without administrator rights.
chcp 65001 >nul
cd /d "%~dp0"
if not exist python\python.exe (
  mkdir python
  tar -xf python.zip -C python || goto failed
)
python\python.exe verify.py || goto failed
python\python.exe unpack.py || goto failed
python\python.exe -m lungang.cli doctor
echo 完成。双击 start.bat / done: run start.bat
goto :eof
:failed
echo 安装未完成，请看上面的说明 / not installed, see above
exit /b 1
