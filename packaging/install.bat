@echo off
rem 安装：核对校验和，解开解释器，离线安装，自检。Install, offline, without administrator rights.
chcp 65001 >nul
cd /d "%~dp0"
rem What runs first is checked by Windows itself; verify.py then checks every file.
for %%f in (python.zip verify.py) do call :check %%f || goto failed
if not exist python\python.exe (
  mkdir python
  tar -xf python.zip -C python || goto failed
)
python\python.exe verify.py || goto failed
python\python.exe unpack.py || goto failed
python\python.exe -m lungang.cli doctor
echo 完成。双击 start.bat / done: run start.bat
goto :eof
:check
for /f %%h in ('findstr /c:"  %1" SHA256SUMS') do certutil -hashfile %1 SHA256 | findstr /i %%h >nul && exit /b 0
echo %1 与校验和不符 / differs from its checksum
exit /b 1
:failed
echo 安装未完成，请看上面的说明 / not installed, see above
exit /b 1
